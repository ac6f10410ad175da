import { randomUUID } from 'node:crypto';
import { createCallbackSender } from '../../../src/providers/callback/create-callback-sender.ts';
import { createPublishedKeys } from '../../../src/providers/client-keys/create-published-keys.ts';
import { createEmailSender } from '../../../src/providers/email/create-email-sender.ts';
import { createGeolocation } from '../../../src/providers/geolocation/create-geolocation.ts';
import type { ProviderSettings } from '../../../src/providers/provider-settings.ts';
import { createPushSender } from '../../../src/providers/push/create-push-sender.ts';
import { createSmsSender } from '../../../src/providers/sms/create-sms-sender.ts';
import type { SmtpSettings } from '../../../src/providers/email/smtp-settings.ts';
import type { SmsSender } from '../../../src/providers/sms/sms-sender.ts';
import type { RunningSandbox } from '../../sandbox/support/running-sandbox.ts';
import {
  androidTarget,
  bundleId,
  iosTarget,
  pushTo,
  sandboxGateway,
  sandboxSmtp,
  sandboxTwilio,
} from './provider-fixtures.ts';

/** The result of one call to a provider. */
export interface ProviderCall {
  /** `sent`, or the text of the failure. */
  outcome: string;
  /** The tunnels that a proxy is asked for, `host:port`, one for each connection. */
  targets: string[];
}

type Call = (sandbox: RunningSandbox, settings: ProviderSettings, timeoutMs?: number) => Promise<ProviderCall>;

const hostOf = (url: string): string => new URL(url).host;
/** Much more than the connections of a call need, for a busy machine. */
const budgetMs = 20_000;

/** A call to each kind of provider that a process connects to. */
export const providerCalls: Record<string, Call> = {
  apns: async (sandbox, settings, timeoutMs = budgetMs) => {
    const sender = createPushSender(settings);
    const token = await sandbox.client.register({ platform: 'ios', bundle_id: bundleId });
    const result = await sender.send(iosTarget(sandbox), pushTo(token), { timeoutMs });
    await sender.close();
    return {
      outcome: result.status === 'refused' ? `${result.code}: ${result.detail}` : result.status,
      targets: [hostOf(sandbox.apnsUrl)],
    };
  },
  'fcm and its token exchange': async (sandbox, settings, timeoutMs = budgetMs) => {
    const sender = createPushSender(settings);
    const token = await sandbox.client.register({ platform: 'android' });
    const result = await sender.send(androidTarget(sandbox), pushTo(token), { timeoutMs });
    await sender.close();
    return {
      outcome: result.status === 'refused' ? `${result.code}: ${result.detail}` : result.status,
      targets: [hostOf(sandbox.httpsUrl), hostOf(sandbox.httpsUrl)],
    };
  },
  twilio: (sandbox, settings, timeoutMs) =>
    sendSms(sandbox, createSmsSender(settings, sandboxTwilio(sandbox)), timeoutMs),
  'an SMS gateway': (sandbox, settings, timeoutMs) =>
    sendSms(
      sandbox,
      createSmsSender(settings, async () => sandboxGateway(sandbox)),
      timeoutMs,
    ),
  'a mail by STARTTLS': (sandbox, settings, timeoutMs) => sendMail(sandbox, settings, {}, timeoutMs),
  'a mail over TLS': (sandbox, settings, timeoutMs) =>
    sendMail(sandbox, settings, { security: 'tls', port: sandbox.smtpsPort }, timeoutMs),
  'a callback over http': (sandbox, settings, timeoutMs) =>
    call(`${sandbox.controlUrl}/callbacks/${randomUUID()}`, settings, timeoutMs),
  // The sandbox accepts callbacks over http only; any answer proves that the request arrived.
  'a callback over https': (sandbox, settings, timeoutMs) => call(`${sandbox.httpsUrl}/nowhere`, settings, timeoutMs),
  geolocation: async (sandbox, settings, timeoutMs = budgetMs) => {
    const geolocation = createGeolocation(settings);
    const pointers = { countryCodePointer: '/country_code', regionPointer: '/region', cityPointer: '/city' };
    const target = {
      provider: 'HTTP',
      url: `${sandbox.httpsUrl}/geolocation/{ip}`,
      headers: '{"authorization":"Bearer x"}',
      ...pointers,
    } as const;
    const result = await geolocation.locate(target, { address: '198.51.100.7', block: '198.51.100.0', timeoutMs });
    await geolocation.close();
    return {
      outcome: result.status === 'failed' ? `connection: ${result.detail}` : 'sent',
      targets: [hostOf(sandbox.httpsUrl)],
    };
  },
  'keys of a client': async (sandbox, settings) => {
    const reasons: string[] = [];
    const log = { warn: ({ reason }: { reason: string }) => reasons.push(reason) };
    const keys = createPublishedKeys({ ...settings, log: log as never });
    await keys.find(`${sandbox.httpsUrl}/keys`, () => true);
    keys.close();
    // The sandbox has no keys; its 404 proves that the request arrived.
    return {
      outcome: reasons[0] === 'status 404' ? 'sent' : `connection: ${reasons[0]}`,
      targets: [hostOf(sandbox.httpsUrl)],
    };
  },
};

async function sendSms(sandbox: RunningSandbox, sender: SmsSender, timeoutMs = budgetMs): Promise<ProviderCall> {
  const result = await sender.send(
    { to: '+31612345678', body: 'Your code is 123456', senders: [], idempotencyKey: randomUUID() },
    { timeoutMs },
  );
  await sender.close();
  return {
    outcome: result.status === 'refused' ? `${result.code}: ${result.detail}` : result.status,
    targets: [hostOf(sandbox.httpsUrl)],
  };
}

async function sendMail(
  sandbox: RunningSandbox,
  settings: ProviderSettings,
  change: Partial<SmtpSettings>,
  timeoutMs = budgetMs,
): Promise<ProviderCall> {
  const server = { ...sandboxSmtp(sandbox), ...change };
  const sender = createEmailSender(settings, async () => server);
  const mail = { to: 'alex@example.com', subject: 'Code', text: '123456', idempotencyKey: randomUUID() };
  const result = await sender.send(mail, { timeoutMs });
  await sender.close();
  return {
    outcome: result.status === 'refused' ? `${result.code}: ${result.detail}` : result.status,
    targets: [`${server.host}:${server.port}`],
  };
}

async function call(url: string, settings: ProviderSettings, timeoutMs = budgetMs): Promise<ProviderCall> {
  const sender = createCallbackSender(settings, { timeoutMs });
  const result = await sender.send({ url, body: '{}', webhookId: 'msg_1', timestamp: new Date() });
  await sender.close();
  const isAnswered = result.httpStatus !== undefined;
  return {
    outcome: isAnswered ? 'sent' : `connection: ${result.status === 'failed' ? result.detail : ''}`,
    targets: [hostOf(url)],
  };
}
