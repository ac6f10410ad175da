import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenMessage } from 'firebase-admin/messaging';
import { abortAfter, timedOut, withDeadline } from '../connection/deadline.ts';
import { ClientPool } from '../connection/client-pool.ts';
import type { ExchangeError } from '../connection/exchange.ts';
import type { ProviderNetwork } from '../connection/provider-network.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { createFcmClient } from './fcm-client.ts';
import type { FcmClient } from './fcm-client.ts';
import { isStaleToken, presentFcmFailure } from './fcm-refusal.ts';
import type { PushMessage, PushResult, PushTarget } from './push-sender.ts';

const googleUrl = 'https://fcm.googleapis.com';
/** Milliseconds a second try needs at least. */
const retryNeedsMs = 400;

export type AndroidTarget = Extract<PushTarget, { platform: 'android' }>;

/** Networks for addresses of the environment and for those of the configuration. */
interface FcmNetworks {
  own: ProviderNetwork;
  /** The endpoint of a push configuration, and the `token_uri` of its service account. */
  configured: ProviderNetwork;
}

/**
 * Firebase Cloud Messaging, HTTP v1, as a data message of high priority: the app shows what it fetched, so `alert` and
 * `badge` are not sent.
 */
export class FcmSender {
  readonly #networks: FcmNetworks;
  readonly #url: string;
  readonly #clients = new ClientPool<FcmClient>();

  constructor(settings: Pick<ProviderSettings, 'fcmUrl'>, networks: FcmNetworks) {
    this.#networks = networks;
    this.#url = settings.fcmUrl ?? googleUrl;
  }

  /** @param options.retryWithinMs milliseconds within which a `Retry-After` is followed. */
  async send(
    target: AndroidTarget,
    message: PushMessage,
    { timeoutMs, retryWithinMs }: { timeoutMs: number; retryWithinMs: number },
  ): Promise<PushResult> {
    const budget = { until: Date.now() + retryWithinMs, giveUp: abortAfter(timeoutMs) };
    const result = await withDeadline(this.#attempt(target, toFcmMessage(message), budget), timeoutMs);
    return result === timedOut ? { status: 'refused', code: 'timeout', detail: 'fcm: no answer in time' } : result;
  }

  async close(): Promise<void> {
    await this.#clients.close();
  }

  /**
   * A refused access token is renewed, because Google may revoke one early. A `Retry-After` is followed
   * within the deadline. Each at most once.
   */
  async #attempt(target: AndroidTarget, message: TokenMessage, budget: Budget): Promise<PushResult> {
    const first = await this.#sendBy(target, message, budget);
    const pauseMs = pauseBeforeRetry(first, budget);
    if (pauseMs === undefined) return presentOutcome(first);
    await sleep(pauseMs);
    return budget.giveUp.aborted ? presentOutcome(first) : presentOutcome(await this.#sendBy(target, message, budget));
  }

  async #sendBy(target: AndroidTarget, message: TokenMessage, { giveUp }: Budget): Promise<Outcome> {
    const connectors = await Promise.all([this.#networks.own.connector(), this.#networks.configured.connector()]).catch(
      presentUnknownRoute,
    );
    if ('status' in connectors) return connectors;
    const [own, configured] = connectors;
    const endpoint = target.endpoint ?? this.#url;
    const create = (): FcmClient => {
      const url = new URL(endpoint);
      if (url.protocol !== 'https:') throw new Error('the endpoint is not https');
      return createFcmClient(
        target.serviceAccount,
        (target.endpoint === undefined ? own : configured).createAgent(url),
        configured,
      );
    };
    const work = (client: FcmClient): Promise<Outcome> =>
      sendOnce(client, message, giveUp).catch((error: unknown) => this.#presentFailure(error, target, client));
    return this.#clients
      .use(target.configurationId, [target.serviceAccount, endpoint, own.route, configured.route], create, work)
      .catch(() => unusable);
  }

  #presentFailure(error: unknown, target: AndroidTarget, client: FcmClient): Outcome {
    const refusal = presentFcmFailure(error);
    if (!isStaleToken(error) || refusal.status !== 'refused') return refusal;
    this.#clients.evict(target.configurationId, client);
    return { ...refusal, isStaleToken: true };
  }
}

interface Budget {
  /** Epoch milliseconds. */
  until: number;
  giveUp: AbortSignal;
}

/** A result, and whether only the access token was refused. */
type Outcome = PushResult & { isStaleToken?: true };

/** Result while the proxy is unknown: nothing is sent. */
function presentUnknownRoute(error: ExchangeError): Outcome {
  return { status: 'refused', code: error.fault, detail: `fcm: ${error.code}` };
}

const unusable: Outcome = {
  status: 'refused',
  code: 'not_configured',
  detail: 'fcm: the service account or the endpoint is not usable',
};

/** Milliseconds until another try; undefined without `Retry-After` or after the deadline. */
function pauseBeforeRetry(outcome: Outcome, { until }: Budget): number | undefined {
  if (outcome.status !== 'refused') return undefined;
  if (outcome.isStaleToken) return 0;
  return outcome.retryAfterMs !== undefined && Date.now() + outcome.retryAfterMs + retryNeedsMs <= until
    ? outcome.retryAfterMs
    : undefined;
}

function presentOutcome({ isStaleToken: _, ...result }: Outcome): PushResult {
  return result;
}

async function sendOnce(client: FcmClient, message: TokenMessage, giveUp: AbortSignal): Promise<PushResult> {
  await client.accessTokens.get();
  // A push that arrives after its sender gave up would ask the user twice.
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
    android: {
      priority: 'high',
      ttl: Math.max(1000, message.expiresAt.getTime() - Date.now()),
      collapseKey: message.collapseId,
    },
  };
}
