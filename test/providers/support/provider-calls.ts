import { randomUUID } from 'node:crypto';
import { createCallbackSender } from '../../../src/providers/callback/create-callback-sender.ts';
import { createPublishedKeys } from '../../../src/providers/client-keys/create-published-keys.ts';
import { createGeolocation } from '../../../src/providers/geolocation/create-geolocation.ts';
import type { ProviderSettings } from '../../../src/providers/provider-settings.ts';
import { createPushSender } from '../../../src/providers/push/create-push-sender.ts';
import { createSmsSender } from '../../../src/providers/sms/create-sms-sender.ts';
import type { SmsSender } from '../../../src/providers/sms/sms-sender.ts';
import type { RunningSandbox } from '../../sandbox/support/running-sandbox.ts';
import { androidTarget, bundleId, iosTarget, pushTo, sandboxGateway, sandboxTwilio } from './provider-fixtures.ts';

/** One call to a provider, as this installation makes it. */
export interface ProviderCall {
  /** What is said of it: `sent`, or the words of the fault. */
  outcome: string;
  /** What a proxy is asked for, `host:port`, once for each connection. */
  targets: string[];
}

type Call = (sandbox: RunningSandbox, settings: ProviderSettings, timeoutMs?: number) => Promise<ProviderCall>;

const hostOf = (url: string): string => new URL(url).host;
/** Much more than the connections of a call need, for a machine that does much else. */
const budgetMs = 10_000;

/** Everything outside that a process connects to. */
export const providerCalls: Record<string, Call> = {
  apns: async (sandbox, settings, timeoutMs = budgetMs) => {
    const sender = createPushSender(settings);
    const token = await sandbox.client.register({ platform: 'ios', bundle_id: bundleId });
    const result = await sender.send(iosTarget(sandbox), pushTo(token), { timeoutMs });
    await sender.close();
    return { outcome: result.status === 'refused' ? `${result.code}: ${result.detail}` : result.status, targets: [hostOf(sandbox.apnsUrl)] };
  },
  'fcm and its token exchange': async (sandbox, settings, timeoutMs = budgetMs) => {
    const sender = createPushSender(settings);
    const token = await sandbox.client.register({ platform: 'android' });
    const result = await sender.send(androidTarget(sandbox), pushTo(token), { timeoutMs });
    await sender.close();
    return { outcome: result.status === 'refused' ? `${result.code}: ${result.detail}` : result.status, targets: [hostOf(sandbox.httpsUrl), hostOf(sandbox.httpsUrl)] };
  },
  twilio: (sandbox, settings, timeoutMs) => sendText(sandbox, createSmsSender(settings, sandboxTwilio(sandbox)), timeoutMs),
  'an SMS gateway': (sandbox, settings, timeoutMs) => sendText(sandbox, createSmsSender(settings, async () => sandboxGateway(sandbox)), timeoutMs),
  'a callback over http': (sandbox, settings, timeoutMs) => call(`${sandbox.controlUrl}/callbacks/${randomUUID()}`, settings, timeoutMs),
  // The sandbox takes callbacks over http only: that there is an answer shows the way.
  'a callback over https': (sandbox, settings, timeoutMs) => call(`${sandbox.httpsUrl}/nowhere`, settings, timeoutMs),
  geolocation: async (sandbox, settings, timeoutMs = budgetMs) => {
    const geolocation = createGeolocation(settings);
    const pointers = { countryCodePointer: '/country_code', regionPointer: '/region', cityPointer: '/city' };
    const target = { provider: 'HTTP', url: `${sandbox.httpsUrl}/geolocation/{ip}`, headers: '{"authorization":"Bearer x"}', ...pointers } as const;
    const result = await geolocation.locate(target, { address: '198.51.100.7', block: '198.51.100.0', timeoutMs });
    await geolocation.close();
    return { outcome: result.status === 'failed' ? `connection: ${result.detail}` : 'sent', targets: [hostOf(sandbox.httpsUrl)] };
  },
  'keys of a client': async (sandbox, settings) => {
    const reasons: string[] = [];
    const log = { warn: ({ reason }: { reason: string }) => reasons.push(reason) };
    const keys = createPublishedKeys({ ...settings, log: log as never });
    await keys.find(`${sandbox.httpsUrl}/keys`, () => true);
    keys.close();
    // There are none, as the other side itself says.
    return { outcome: reasons[0] === 'status 404' ? 'sent' : `connection: ${reasons[0]}`, targets: [hostOf(sandbox.httpsUrl)] };
  },
};

async function sendText(sandbox: RunningSandbox, sender: SmsSender, timeoutMs = budgetMs): Promise<ProviderCall> {
  const result = await sender.send({ to: '+31612345678', body: 'Your code is 123456', senders: [], idempotencyKey: randomUUID() }, { timeoutMs });
  await sender.close();
  return { outcome: result.status === 'refused' ? `${result.code}: ${result.detail}` : result.status, targets: [hostOf(sandbox.httpsUrl)] };
}

async function call(url: string, settings: ProviderSettings, timeoutMs = budgetMs): Promise<ProviderCall> {
  const sender = createCallbackSender(settings, { timeoutMs });
  const result = await sender.send({ url, body: '{}', webhookId: 'msg_1', timestamp: new Date() });
  await sender.close();
  const isAnswered = result.httpStatus !== undefined;
  return { outcome: isAnswered ? 'sent' : `connection: ${result.status === 'failed' ? result.detail : ''}`, targets: [hostOf(url)] };
}
