import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmsSender } from '../../src/providers/sms/create-sms-sender.ts';
import type { HttpGateway } from '../../src/providers/sms/sms-gateway-settings.ts';
import type { SmsMessage, SmsSender } from '../../src/providers/sms/sms-sender.ts';
import { useSandbox } from '../sandbox/support/running-sandbox.ts';
import { holdSignals, runOutOfTime } from './support/hold-time.ts';
import { sandboxGateway, sandboxSettings, sandboxTwilio } from './support/provider-fixtures.ts';

const budget = { timeoutMs: 20_000 };
const sandbox = useSandbox();
let sender: SmsSender;
let gateway: HttpGateway;

beforeAll(() => {
  gateway = sandboxGateway(sandbox());
  sender = createSmsSender(sandboxSettings(sandbox()), async () => gateway);
});
afterAll(() => sender.close());

const newNumber = (): string => `+316${randomInt(10_000_000, 99_999_999)}`;
const textTo = (to: string, change: Partial<SmsMessage> = {}): SmsMessage => ({
  to,
  body: 'Your code is 123456',
  senders: [],
  idempotencyKey: randomUUID(),
  ...change,
});
const requestsTo = async (to: string) => (await sandbox().client.requests('sms-gateway', { to })).requests;

/** Sends one text message by a gateway with changed settings. */
async function sendBy(change: Partial<HttpGateway>, message: SmsMessage) {
  const own = createSmsSender(sandboxSettings(sandbox()), async () => ({ ...gateway, ...change }));
  try {
    return await own.send(message, budget);
  } finally {
    await own.close();
  }
}

describe('a text message through an HTTP gateway', () => {
  it('arrives signed, and returns the id that the gateway assigned', async () => {
    const to = newNumber();
    const message = textTo(to);
    expect(await sender.send(message, budget)).toEqual({
      status: 'sent',
      providerMessageId: expect.stringMatching(/^gw-/),
      sender: '',
    });
    expect(await sandbox().client.messages(to)).toMatchObject([{ to, from: '', body: message.body }]);
    const [request] = await requestsTo(to);
    expect(request?.headers).toMatchObject({
      'webhook-id': message.idempotencyKey,
      'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
      'webhook-signature': expect.stringMatching(/^v1,[\w+/]{43}=$/),
    });
  });

  it('keeps every character, also those with a meaning in the template', async () => {
    const to = newNumber();
    const body = 'Bétaal € 10 "now", {to} \\ {from}\n"}, "to":"+31600000000\n@bank.example #123456 🙂 ${to} $& \u2028';
    expect(await sender.send(textTo(to, { body }), budget)).toMatchObject({ status: 'sent' });
    expect((await sandbox().client.messages(to))[0]).toMatchObject({ to, body });
  });

  it('is signed with both secrets during a rotation', async () => {
    const to = newNumber();
    const other = `whsec_${randomBytes(32).toString('base64')}`;
    expect(await sendBy({ signingSecrets: [other, ...gateway.signingSecrets] }, textTo(to))).toMatchObject({
      status: 'sent',
    });
    expect((await requestsTo(to))[0]?.headers['webhook-signature']?.split(' ')).toHaveLength(2);
    expect(await sendBy({ signingSecrets: [other] }, textTo(newNumber()))).toMatchObject({
      status: 'refused',
      code: 'unauthorised',
    });
  });

  it('has the configured headers, which cannot replace those of the signature', async () => {
    const to = newNumber();
    await sendBy({ headers: { 'x-api-key': 'abc', 'Webhook-Id': 'mine' } }, textTo(to, { idempotencyKey: 'ours' }));
    const [request] = await requestsTo(to);
    expect(request?.headers).toMatchObject({ 'x-api-key': 'abc' });
    expect(request?.headers['webhook-id']).toContain('ours');
  });

  it('tries the senders in order, and the configured one last', async () => {
    const to = newNumber();
    const senders = ['MuchTooLongSender', undefined, 'WayTooLongSender', 'Short'];
    expect(await sender.send(textTo(to, { senders }), budget)).toMatchObject({ status: 'sent', sender: 'Short' });
    expect(await sendBy({ sender: 'Own' }, textTo(to, { senders: ['MuchTooLongSender'] }))).toMatchObject({
      status: 'sent',
      sender: 'Own',
    });
    expect((await requestsTo(to)).map(({ from }) => from)).toEqual([
      'MuchTooLongSender',
      'WayTooLongSender',
      'Short',
      'MuchTooLongSender',
      'Own',
    ]);
    expect(await sandbox().client.messages(to)).toHaveLength(2);
  });

  it('has the shape of the configured template', async () => {
    const template =
      '{"message":{"recipients":["{to}"],"text":"{body}","tag":"t-{id}-{nothing}"},"to":"{to}","body":"{body}","flash":false}';
    const to = newNumber();
    expect(await sendBy({ template }, textTo(to))).toMatchObject({ status: 'sent' });
    expect(await sandbox().client.messages(to)).toMatchObject([{ to }]);
  });

  it('is sent by a newly configured gateway while the former one still sends a message', async () => {
    const [slow, next] = [newNumber(), newNumber()];
    const [first, second] = [sandboxTwilio(sandbox()), async () => gateway];
    let current = first;
    const changing = createSmsSender(sandboxSettings(sandbox()), () => current());
    await sandbox().client.behave('twilio', { mode: 'slow', delay_ms: 700, to: slow });
    const underWay = changing.send(textTo(slow), budget);
    current = second;
    expect(await changing.send(textTo(next), budget)).toMatchObject({
      status: 'sent',
      providerMessageId: expect.stringMatching(/^gw-/),
    });
    expect(await underWay).toMatchObject({ status: 'sent', providerMessageId: expect.stringMatching(/^SM/) });
    await changing.close();
  });

  it('is sent once for one idempotency key, also when the gateway changes', async () => {
    const to = newNumber();
    let calls = 0;
    const changing = createSmsSender(sandboxSettings(sandbox()), async () =>
      (calls += 1) === 1 ? gateway : { ...gateway, sender: 'Own' },
    );
    const message = textTo(to);
    const results = [await changing.send(message, budget), await changing.send(message, budget)];
    expect(results[0]).toEqual(results[1]);
    expect(await sandbox().client.messages(to)).toHaveLength(1);
    await changing.close();
  });
});

describe('a text message that an HTTP gateway does not accept', () => {
  it.each([
    ['refuse', { code: 'rejected', detail: 'sms gateway: 422 rejected', retryable: false }],
    ['unregistered', { code: 'invalid_recipient', detail: 'sms gateway: 422 invalid_recipient', retryable: false }],
    ['too_many_requests', { code: 'rate_limited', detail: 'sms gateway: 429', retryable: true }],
    ['unavailable', { code: 'unavailable', detail: 'sms gateway: 503 unavailable', retryable: true }],
    ['expired_token', { code: 'unauthorised', detail: 'sms gateway: 401', retryable: false }],
    ['garbage', { code: 'invalid_answer', detail: 'sms gateway: an answer that cannot be read', retryable: false }],
    ['reset', { code: 'connection', detail: 'sms gateway: ECONNRESET', retryable: false }],
  ] as const)('after %s is not sent with the other senders', async (mode, expected) => {
    const to = newNumber();
    await sandbox().client.behave('sms-gateway', { mode, to, retry_after_s: 1 });
    expect(await sender.send(textTo(to, { senders: ['MyBank', 'General'] }), budget)).toEqual({
      status: 'refused',
      ...expected,
    });
    expect((await sandbox().client.requests('sms-gateway', { to })).count).toBe(1);
  });

  it('is never sent a second time when the answer is late', async () => {
    const to = newNumber();
    const message = textTo(to, { senders: ['MyBank', 'General'] });
    await sandbox().client.behave('sms-gateway', { mode: 'slow', delay_ms: 60_000, to });
    const late = await runOutOfTime(
      holdSignals(),
      () => sender.send(message, budget),
      async () => (await requestsTo(to)).length > 0,
    );
    expect(late).toEqual({ status: 'refused', code: 'timeout', detail: 'sms gateway: ETIMEDOUT', retryable: false });
    expect(await sender.send(message, budget)).toMatchObject({ status: 'refused', retryable: false });
    expect(await sandbox().client.messages(to)).toHaveLength(1);
  });

  it('is retryable when no connection was opened', async () => {
    expect(await sendBy({ url: 'https://127.0.0.1:1' }, textTo(newNumber()))).toMatchObject({
      status: 'refused',
      code: 'connection',
      retryable: true,
    });
  });

  it('is not sent to a private address, numeric or by name, where those are refused', async () => {
    const to = newNumber();
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]']) {
      const url = gateway.url.replace('127.0.0.1', host);
      const guarded = createSmsSender(
        { ...sandboxSettings(sandbox()), callbackPrivateAddresses: 'refused' },
        async () => ({ ...gateway, url }),
      );
      const result = await guarded.send(textTo(to), budget);
      expect([
        host,
        result.status,
        JSON.stringify(result).includes('rivate') || JSON.stringify(result).includes('PRIVATE_ADDRESS'),
      ]).toEqual([host, 'refused', true]);
      await guarded.close();
    }
    expect((await sandbox().client.requests('sms-gateway', { to })).count).toBe(0);
  });

  it("is retryable while the gateway's settings cannot be read", async () => {
    const unknown = createSmsSender(sandboxSettings(sandbox()), async () => Promise.reject(new Error('away')));
    expect(await unknown.send(textTo(newNumber()), budget)).toMatchObject({
      status: 'refused',
      code: 'not_configured',
      retryable: true,
    });
    await unknown.close();
  });

  it('has neither the phone number nor the text in its result', async () => {
    const to = newNumber();
    for (const mode of ['refuse', 'unregistered', 'garbage', 'unavailable', 'expired_token'] as const) {
      await sandbox().client.behave('sms-gateway', { mode, to });
      const said = JSON.stringify(await sender.send(textTo(to), budget));
      expect(said).not.toContain(to.slice(1));
      expect(said).not.toContain('123456');
    }
  });
});
