import { randomUUID } from 'node:crypto';
import apn from '@parse/node-apn';
import { timedOut, withDeadline } from '../connection/deadline.ts';
import type { ProviderConnector } from '../connection/provider-connector.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { createApnsClient } from './apns-client.ts';
import type { ApnsClient } from './apns-client.ts';
import { isExpiredProviderToken, presentApnsFailure } from './apns-refusal.ts';
import type { ApnsFailure } from './apns-refusal.ts';
import { ClientPool } from './client-pool.ts';
import type { PushMessage, PushResult, PushTarget } from './push-sender.ts';

const appleUrls = { production: 'https://api.push.apple.com', development: 'https://api.sandbox.push.apple.com' };
const highPriority = 10;
const deviceToken = /^[0-9a-f]{8,200}$/i;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export type IosTarget = Extract<PushTarget, { platform: 'ios' }>;

/** Apple Push Notification service over HTTP/2 with provider tokens. */
export class ApnsSender {
  readonly #connector: ProviderConnector;
  readonly #urls: Record<IosTarget['environment'], string>;
  readonly #clients = new ClientPool<ApnsClient>();

  constructor(settings: Pick<ProviderSettings, 'apnsProductionUrl' | 'apnsDevelopmentUrl'>, connector: ProviderConnector) {
    this.#connector = connector;
    this.#urls = {
      production: settings.apnsProductionUrl ?? appleUrls.production,
      development: settings.apnsDevelopmentUrl ?? appleUrls.development,
    };
  }

  async send(target: IosTarget, message: PushMessage, { timeoutMs }: { timeoutMs: number }): Promise<PushResult> {
    // It becomes part of a path.
    if (!deviceToken.test(message.token)) return { status: 'unregistered', detail: 'apns: not a device token' };
    let client: ApnsClient;
    try {
      client = this.#clientOf(target);
    } catch {
      return { status: 'refused', code: 'not_configured', detail: 'apns: the key is not usable' };
    }
    const result = await withDeadline(sendWithRenewal(client, toNotification(target, message), message.token), timeoutMs);
    if (result !== timedOut) return result;
    // A connection that a router forgot looks open and never answers: the next push gets a new one.
    this.#clients.evict(poolKey(target), client);
    return { status: 'refused', code: 'timeout', detail: 'apns: no answer in time' };
  }

  async close(): Promise<void> {
    await this.#clients.close();
  }

  #clientOf(target: IosTarget): ApnsClient {
    const { teamId, keyId, privateKeyPem } = target;
    return this.#clients.get(poolKey(target), [teamId, keyId, privateKeyPem], () =>
      createApnsClient({ teamId, keyId, privateKeyPem }, new URL(this.#urls[target.environment]), this.#connector),
    );
  }
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
  notification.expiry = Math.floor(Date.now() / 1000) + message.ttlSeconds;
  notification.collapseId = message.collapseId;
  if (message.requestId !== undefined && uuid.test(message.requestId)) notification.requestId = message.requestId;
  notification.alert = message.alert;
  notification.sound = 'default';
  if (message.badge !== undefined) notification.badge = message.badge;
  notification.payload = message.content;
  return notification;
}
