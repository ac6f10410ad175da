import type { TokenMessage } from 'firebase-admin/messaging';
import { abortAfter, timedOut, withDeadline } from '../connection/deadline.ts';
import type { ProviderConnector } from '../connection/provider-connector.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { ClientPool } from './client-pool.ts';
import { createFcmClient } from './fcm-client.ts';
import type { FcmClient } from './fcm-client.ts';
import { isStaleToken, presentFcmFailure } from './fcm-refusal.ts';
import type { PushMessage, PushResult, PushTarget } from './push-sender.ts';

const googleUrl = 'https://fcm.googleapis.com';

export type AndroidTarget = Extract<PushTarget, { platform: 'android' }>;

/** How what comes from the process, and what comes from the configuration, is reached. */
interface FcmConnectors {
  own: ProviderConnector;
  /** The endpoint of a push configuration, and the `token_uri` of its service account. */
  configured: ProviderConnector;
}

/**
 * Firebase Cloud Messaging, HTTP v1, as a data message of high priority: the app shows what it fetched, so `alert` and
 * `badge` are not sent.
 */
export class FcmSender {
  readonly #connectors: FcmConnectors;
  readonly #url: string;
  readonly #clients = new ClientPool<FcmClient>();

  constructor(settings: Pick<ProviderSettings, 'fcmUrl'>, connectors: FcmConnectors) {
    this.#connectors = connectors;
    this.#url = settings.fcmUrl ?? googleUrl;
  }

  async send(target: AndroidTarget, message: PushMessage, { timeoutMs }: { timeoutMs: number }): Promise<PushResult> {
    const giveUp = abortAfter(timeoutMs);
    const result = await withDeadline(this.#attempt(target, toFcmMessage(message), giveUp), timeoutMs);
    return result === timedOut ? { status: 'refused', code: 'timeout', detail: 'fcm: no answer in time' } : result;
  }

  async close(): Promise<void> {
    await this.#clients.close();
  }

  /** Google may revoke a token before its end: one that is refused is renewed once. */
  async #attempt(target: AndroidTarget, message: TokenMessage, giveUp: AbortSignal, isSecond = false): Promise<PushResult> {
    let client: FcmClient;
    try {
      client = this.#clientOf(target);
    } catch {
      return { status: 'refused', code: 'not_configured', detail: 'fcm: the service account or the endpoint is not usable' };
    }
    try {
      return await sendOnce(client, message, giveUp);
    } catch (error) {
      if (!isStaleToken(error)) return presentFcmFailure(error);
      this.#clients.evict(target.configurationId, client);
      return isSecond ? presentFcmFailure(error) : this.#attempt(target, message, giveUp, true);
    }
  }

  #clientOf(target: AndroidTarget): FcmClient {
    const endpoint = target.endpoint ?? this.#url;
    return this.#clients.get(target.configurationId, [target.serviceAccount, endpoint], () => {
      const url = new URL(endpoint);
      if (url.protocol !== 'https:') throw new Error('the endpoint is not https');
      const { own, configured } = this.#connectors;
      return createFcmClient(target.serviceAccount, (target.endpoint === undefined ? own : configured).createAgent(url), configured);
    });
  }
}

async function sendOnce(client: FcmClient, message: TokenMessage, giveUp: AbortSignal): Promise<PushResult> {
  await client.accessTokens.get();
  // A push that comes after its sender gave up would ask a person twice.
  if (giveUp.aborted) return { status: 'refused', code: 'timeout', detail: 'fcm: no access token in time' };
  const providerMessageId: unknown = await client.messaging.send(message);
  if (typeof providerMessageId === 'string') return { status: 'sent', providerMessageId };
  return { status: 'refused', code: 'invalid_answer', detail: 'fcm: 200 without a message name' };
}

/** @see contract/mobile-authentication.md section 9 */
function toFcmMessage(message: PushMessage): TokenMessage {
  return {
    token: message.token,
    data: { content: JSON.stringify(message.content) },
    android: { priority: 'high', ttl: message.ttlSeconds * 1000, collapseKey: message.collapseId },
  };
}
