import type { Agent } from 'node:https';
import type { App } from 'firebase-admin/app';
import type { Messaging } from 'firebase-admin/messaging';
import type { PooledClient } from '../connection/client-pool.ts';
import type { ProviderConnector } from '../connection/provider-network.ts';
import { loadFirebaseApp, loadFirebaseMessaging } from '../provider-libraries.ts';
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
  const app = loadFirebaseApp().initializeApp(
    { projectId: account.project_id, credential, httpAgent: agent },
    `countersign-push-${appCount}`,
  );
  const messaging = loadFirebaseMessaging().getMessaging(app);
  switchOffRetries(messaging);
  return { messaging, accessTokens, close: () => closeApp(app, [agent, tokenAgent]) };
}

async function closeApp(app: App, agents: { destroy(): void }[]): Promise<void> {
  await loadFirebaseApp().deleteApp(app);
  for (const agent of agents) agent.destroy();
}

/** TLS only: the assertion can be exchanged for a token. */
function readTokenUri(account: ServiceAccount): URL {
  const url = new URL(account.token_uri);
  if (url.protocol !== 'https:') throw new Error('token_uri is not https');
  return url;
}

/**
 * firebase-admin repeats a send after 503 and ECONNRESET, up to four times and beyond the deadline, when a text message may
 * have been sent instead; it has no option for that. Throws when a new version keeps the setting elsewhere.
 */
function switchOffRetries(messaging: Messaging): void {
  const { messagingRequestHandler: handler } = messaging as unknown as {
    messagingRequestHandler?: { httpClient?: { retry?: unknown } };
  };
  if (handler?.httpClient?.retry === undefined) throw new Error('firebase-admin keeps its retry setting elsewhere now');
  handler.httpClient.retry = undefined;
}
