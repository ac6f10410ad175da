import type { Agent } from 'node:https';
import { deleteApp, initializeApp } from 'firebase-admin/app';
import type { App } from 'firebase-admin/app';
import { getMessaging } from 'firebase-admin/messaging';
import type { Messaging } from 'firebase-admin/messaging';
import type { PooledClient } from '../connection/client-pool.ts';
import type { ProviderConnector } from '../connection/provider-network.ts';
import { AccessTokens } from './access-tokens.ts';
import type { ServiceAccount } from './push-sender.ts';

let appCount = 0;

export interface FcmClient extends PooledClient {
  messaging: Messaging;
  accessTokens: AccessTokens;
}

/** A Firebase app of one service account that sends by `agent`, with connections of its own to the account's token endpoint. */
export function createFcmClient(account: ServiceAccount, agent: Agent, connector: ProviderConnector): FcmClient {
  const tokenAgent = connector.createAgent(readTokenUri(account));
  const accessTokens = new AccessTokens(account, tokenAgent);
  const credential = {
    getAccessToken: async () => {
      const { value, expiresAt } = await accessTokens.get();
      return { access_token: value, expires_in: (expiresAt - Date.now()) / 1000 };
    },
  };
  // Apps live in a registry of the library under a name; ours are never looked up there.
  appCount += 1;
  const app = initializeApp({ projectId: account.project_id, credential, httpAgent: agent }, `countersign-push-${appCount}`);
  const messaging = getMessaging(app);
  switchOffRetries(messaging);
  return { messaging, accessTokens, close: () => closeApp(app, [agent, tokenAgent]) };
}

async function closeApp(app: App, agents: { destroy(): void }[]): Promise<void> {
  await deleteApp(app);
  for (const agent of agents) agent.destroy();
}

/** The assertion is worth a token: it goes over TLS only. */
function readTokenUri(account: ServiceAccount): URL {
  const url = new URL(account.token_uri);
  if (url.protocol !== 'https:') throw new Error('token_uri is not https');
  return url;
}

/**
 * firebase-admin repeats a send after 503 and ECONNRESET, up to four times and beyond our deadline, when a text message may
 * have gone out instead; it has no option for that. Fails loudly should a new version keep the setting elsewhere.
 */
function switchOffRetries(messaging: Messaging): void {
  const { messagingRequestHandler: handler } = messaging as unknown as { messagingRequestHandler?: { httpClient?: { retry?: unknown } } };
  if (handler?.httpClient?.retry === undefined) throw new Error('firebase-admin keeps its retry setting elsewhere now');
  handler.httpClient.retry = undefined;
}
