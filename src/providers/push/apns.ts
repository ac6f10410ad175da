import { randomUUID } from 'node:crypto';
import apn from '@parse/node-apn';
import { timedOut, withDeadline } from '../connection/deadline.ts';
import { ClientPool } from '../connection/client-pool.ts';
import type { ExchangeError } from '../connection/exchange.ts';
import type { ProviderNetwork } from '../connection/provider-network.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { createApnsClient } from './apns-client.ts';
import type { ApnsClient } from './apns-client.ts';
import { isExpiredProviderToken, presentApnsFailure } from './apns-refusal.ts';
import type { ApnsFailure } from './apns-refusal.ts';
import type { PushMessage, PushResult, PushTarget } from './push-sender.ts';

const appleUrls = { production: 'https://api.push.apple.com', development: 'https://api.sandbox.push.apple.com' };
const highPriority = 10;
/** Of the time a push has: after this part without an answer the connection is asked for a sign of life, and has the other part for it. */
const patience = { answer: 0.35, signOfLife: 0.2 };
const deviceToken = /^[0-9a-f]{8,200}$/i;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export type IosTarget = Extract<PushTarget, { platform: 'ios' }>;

/** Apple Push Notification service over HTTP/2 with provider tokens. */
export class ApnsSender {
  readonly #network: ProviderNetwork;
  readonly #urls: Record<IosTarget['environment'], string>;
  readonly #clients = new ClientPool<ApnsClient>();

  constructor(settings: Pick<ProviderSettings, 'apnsProductionUrl' | 'apnsDevelopmentUrl'>, network: ProviderNetwork) {
    this.#network = network;
    this.#urls = {
      production: settings.apnsProductionUrl ?? appleUrls.production,
      development: settings.apnsDevelopmentUrl ?? appleUrls.development,
    };
  }

  async send(target: IosTarget, message: PushMessage, { timeoutMs }: { timeoutMs: number }): Promise<PushResult> {
    // It becomes part of a path.
    if (!deviceToken.test(message.token)) return { status: 'unregistered', detail: 'apns: not a device token' };
    const result = await withDeadline(this.#attempt(target, toNotification(target, message), { token: message.token, timeoutMs }), timeoutMs);
    if (result !== timedOut) return result;
    // A connection that a router forgot looks open and never answers: the next push gets a new one.
    this.#clients.evict(poolKey(target));
    return { status: 'refused', code: 'timeout', detail: 'apns: no answer in time' };
  }

  async close(): Promise<void> {
    await this.#clients.close();
  }

  /**
   * A kept connection that turns out to be dead is replaced, and the push sent again on the new one. It has the same id and
   * the same collapse id, so the phone shows one even when the first had arrived.
   */
  async #attempt(target: IosTarget, notification: apn.Notification, { token, timeoutMs }: Addressing): Promise<PushResult> {
    const first = await this.#sendBy(target, (client) => sendWithCheck(client, notification, { token, timeoutMs }));
    if (first !== connectionLost) return first;
    return this.#sendBy(target, (client) => sendWithRenewal(client, notification, token));
  }

  async #sendBy<Result>(target: IosTarget, work: (client: ApnsClient) => Promise<Result>): Promise<Result | PushResult> {
    const { teamId, keyId, privateKeyPem, environment } = target;
    const connector = await this.#network.connector().catch(presentUnknownRoute);
    if ('status' in connector) return connector;
    const key = poolKey(target);
    const create = (): ApnsClient => {
      const client = createApnsClient({ teamId, keyId, privateKeyPem }, new URL(this.#urls[environment]), connector, () => this.#clients.evict(key, client));
      return client;
    };
    const send = async (client: ApnsClient): Promise<Result> => {
      const result = await work(client);
      if (result === connectionLost) this.#clients.evict(key, client);
      return result;
    };
    return this.#clients.use(key, [teamId, keyId, privateKeyPem, connector.route], create, send).catch(() => unusable);
  }
}

interface Addressing {
  token: string;
  timeoutMs: number;
}

/** The push was not answered, and the connection is gone. */
const connectionLost = Symbol('connection lost');

/** The proxy is not known, so nothing goes out. */
function presentUnknownRoute(error: ExchangeError): Extract<PushResult, { status: 'refused' }> {
  return { status: 'refused', code: error.fault, detail: `apns: ${error.code}` };
}

const unusable: PushResult = { status: 'refused', code: 'not_configured', detail: 'apns: the key is not usable' };

/** Sends, and asks the connection for a sign of life when no answer or no good one comes. */
async function sendWithCheck(client: ApnsClient, notification: apn.Notification, { token, timeoutMs }: Addressing): Promise<PushResult | typeof connectionLost> {
  const sending = sendWithRenewal(client, notification, token);
  const early = await withDeadline(sending, timeoutMs * patience.answer);
  if (early !== timedOut && !(early.status === 'refused' && early.code === 'connection')) return early;
  return (await client.isDead(timeoutMs * patience.signOfLife)) ? connectionLost : sending;
}

function poolKey(target: IosTarget): string {
  return `${target.environment} ${target.configurationId}`;
}

async function sendWithRenewal(client: ApnsClient, notification: apn.Notification, token: string): Promise<PushResult> {
  const first = await sendOnce(client, notification, token);
  const last = first !== undefined && isExpiredProviderToken(first) ? await sendOnce(client, notification, token) : first;
  return last === undefined ? { status: 'sent', providerMessageId: notification.id } : presentApnsFailure(last);
}

async function sendOnce(client: ApnsClient, notification: apn.Notification, token: string): Promise<ApnsFailure | undefined> {
  const { sent, failed } = await client.provider.send(notification, token);
  return sent.length > 0 ? undefined : ((failed[0] as ApnsFailure | undefined) ?? {});
}

/** @see contract/mobile-authentication.md section 9 */
function toNotification(target: IosTarget, message: PushMessage): apn.Notification {
  const notification = new apn.Notification();
  notification.id = randomUUID();
  notification.topic = target.bundleId;
  notification.pushType = 'alert';
  notification.priority = highPriority;
  notification.expiry = Math.floor(message.expiresAt.getTime() / 1000);
  notification.collapseId = message.collapseId;
  if (message.requestId !== undefined && uuid.test(message.requestId)) notification.requestId = message.requestId;
  notification.alert = message.alert;
  notification.sound = 'default';
  if (message.badge !== undefined) notification.badge = message.badge;
  notification.payload = message.content;
  return notification;
}
