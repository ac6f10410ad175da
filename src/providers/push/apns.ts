import { randomUUID } from 'node:crypto';
import type apn from '@parse/node-apn';
import { timedOut, withDeadline } from '../connection/deadline.ts';
import { ClientPool } from '../connection/client-pool.ts';
import type { ExchangeError } from '../connection/exchange.ts';
import type { ProviderNetwork } from '../connection/provider-network.ts';
import { loadApn } from '../provider-libraries.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { createApnsClient } from './apns-client.ts';
import type { ApnsClient } from './apns-client.ts';
import { isExpiredProviderToken, presentApnsFailure } from './apns-refusal.ts';
import type { ApnsFailure } from './apns-refusal.ts';
import type { PushMessage, PushResult, PushTarget } from './push-sender.ts';

const appleUrls = { production: 'https://api.push.apple.com', development: 'https://api.sandbox.push.apple.com' };
const highPriority = 10;
/** Parts of a push's timeout: the wait for its answer before a ping, and the wait for the answer to the ping. */
const partOfTimeout = { answer: 0.35, ping: 0.2 };
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
    const result = await withDeadline(
      this.#attempt(target, toNotification(target, message), { token: message.token, timeoutMs }),
      timeoutMs,
    );
    if (result !== timedOut) return result;
    // A connection that a router dropped looks open and never answers: replace it for the next push.
    this.#clients.evict(poolKey(target));
    return { status: 'refused', code: 'timeout', detail: 'apns: no answer in time' };
  }

  async close(): Promise<void> {
    await this.#clients.close();
  }

  /**
   * Replaces a dead connection and sends the push again on the new one, with the same id and
   * the same collapse id, so that the phone shows one even if the first arrived.
   */
  async #attempt(
    target: IosTarget,
    notification: apn.Notification,
    { token, timeoutMs }: Addressing,
  ): Promise<PushResult> {
    const first = await this.#sendBy(target, (client) => sendWithCheck(client, notification, { token, timeoutMs }));
    if (first !== connectionLost) return first;
    return this.#sendBy(target, (client) => sendWithRenewal(client, notification, token));
  }

  async #sendBy<Result>(
    target: IosTarget,
    work: (client: ApnsClient) => Promise<Result>,
  ): Promise<Result | PushResult> {
    const { teamId, keyId, privateKeyPem, environment } = target;
    const connector = await this.#network.connector().catch(presentUnknownRoute);
    if ('status' in connector) return connector;
    const key = poolKey(target);
    const create = (): ApnsClient => {
      const client = createApnsClient(
        { teamId, keyId, privateKeyPem },
        new URL(this.#urls[environment]),
        connector,
        () => this.#clients.evict(key, client),
      );
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

/** The push had no answer and the connection is lost. */
const connectionLost = Symbol('connection lost');

/** Result while the proxy is unknown: nothing is sent. */
function presentUnknownRoute(error: ExchangeError): Extract<PushResult, { status: 'refused' }> {
  return { status: 'refused', code: error.fault, detail: `apns: ${error.code}` };
}

const unusable: PushResult = { status: 'refused', code: 'not_configured', detail: 'apns: the key is not usable' };

/** Sends, and pings the connection when no answer or an error comes. */
async function sendWithCheck(
  client: ApnsClient,
  notification: apn.Notification,
  { token, timeoutMs }: Addressing,
): Promise<PushResult | typeof connectionLost> {
  const sending = sendWithRenewal(client, notification, token);
  const early = await withDeadline(sending, timeoutMs * partOfTimeout.answer);
  if (early !== timedOut && !(early.status === 'refused' && early.code === 'connection')) return early;
  return (await client.isDead(timeoutMs * partOfTimeout.ping)) ? connectionLost : sending;
}

function poolKey(target: IosTarget): string {
  return `${target.environment} ${target.configurationId}`;
}

async function sendWithRenewal(client: ApnsClient, notification: apn.Notification, token: string): Promise<PushResult> {
  const first = await sendOnce(client, notification, token);
  const last =
    first !== undefined && isExpiredProviderToken(first) ? await sendOnce(client, notification, token) : first;
  return last === undefined ? { status: 'sent', providerMessageId: notification.id } : presentApnsFailure(last);
}

async function sendOnce(
  client: ApnsClient,
  notification: apn.Notification,
  token: string,
): Promise<ApnsFailure | undefined> {
  const { sent, failed } = await client.provider.send(notification, token);
  return sent.length > 0 ? undefined : ((failed[0] as ApnsFailure | undefined) ?? {});
}

/** @see contract/mobile-authentication.md section 9 */
function toNotification(target: IosTarget, message: PushMessage): apn.Notification {
  const notification = new (loadApn().Notification)();
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
