import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SmsMessage, SmsSender } from '../../src/providers/sms/sms-sender.ts';
import { createSmsSender } from '../../src/providers/sms/create-sms-sender.ts';
import { useSandbox } from '../sandbox/support/running-sandbox.ts';
import { holdSignals, runOutOfTime } from './support/hold-time.ts';
import { sandboxSettings, sandboxTwilio } from './support/provider-fixtures.ts';

/** More than the limit of a text message in production, for a busy machine. */
const budget = { timeoutMs: 20_000 };
const sandbox = useSandbox();
let sender: SmsSender;

beforeAll(() => {
  sender = createSmsSender(sandboxSettings(sandbox()), sandboxTwilio(sandbox()));
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
const ownNumber = (): string => sandbox().credentials.twilio.from_number;

describe('a text message through Twilio', () => {
  it('arrives from the default number', async () => {
    const to = newNumber();
    const result = await sender.send(textTo(to), budget);
    expect(result).toEqual({
      status: 'sent',
      providerMessageId: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      sender: ownNumber(),
    });
    expect(await sandbox().client.messages(to)).toMatchObject([{ to, from: ownNumber(), body: 'Your code is 123456' }]);
  });

  it('keeps every character', async () => {
    const to = newNumber();
    const body = 'Bétaal € 10 & más? 100%+ö 🙂\n@bank.example #123456';
    await sender.send(textTo(to, { body }), budget);
    expect((await sandbox().client.messages(to))[0]?.body).toBe(body);
  });

  it('tries the senders in order, skips unset ones and tries the default number last', async () => {
    const to = newNumber();
    expect(await sender.send(textTo(to, { senders: [undefined, 'MyBank', 'General'] }), budget)).toMatchObject({
      status: 'sent',
      sender: 'MyBank',
    });
    expect(await sender.send(textTo(to, { senders: ['+31201234567', 'General'] }), budget)).toMatchObject({
      status: 'sent',
      sender: 'General',
    });
    expect(await sender.send(textTo(to, { senders: ['+31201234567', 'not a valid sender id'] }), budget)).toMatchObject(
      { status: 'sent', sender: ownNumber() },
    );
    const { requests } = await sandbox().client.requests('twilio', { to });
    expect(requests.map((request) => request.from)).toEqual([
      'MyBank',
      '+31201234567',
      'General',
      '+31201234567',
      'not a valid sender id',
      ownNumber(),
    ]);
    expect(await sandbox().client.messages(to)).toHaveLength(3);
  });

  it('is sent once for one idempotency key, also by concurrent calls', async () => {
    const to = newNumber();
    const message = textTo(to);
    const results = await Promise.all([sender.send(message, budget), sender.send(message, budget)]);
    results.push(await sender.send(message, budget));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(await sandbox().client.messages(to)).toHaveLength(1);
  });

  it('reuses the connection', async () => {
    const to = newNumber();
    await sender.send(textTo(to), budget);
    await sender.send(textTo(to), budget);
    const { requests } = await sandbox().client.requests('twilio', { to });
    expect(new Set(requests.map((request) => request.connection)).size).toBe(1);
  });
});

describe('a text message that Twilio does not accept', () => {
  it.each([
    ['unregistered', { code: 'invalid_recipient', detail: 'twilio: 400 21614', retryable: false }],
    ['too_many_requests', { code: 'rate_limited', detail: 'twilio: 429 20429', retryable: true }],
    ['unavailable', { code: 'unavailable', detail: 'twilio: 503 20503', retryable: true }],
    ['expired_token', { code: 'unauthorised', detail: 'twilio: 401 20003', retryable: false }],
    ['garbage', { code: 'invalid_answer', detail: 'twilio: an answer that is not its protocol', retryable: false }],
    ['reset', { code: 'connection', detail: 'twilio: ECONNRESET', retryable: false }],
  ] as const)('after %s is not sent with the other senders', async (mode, expected) => {
    const to = newNumber();
    await sandbox().client.behave('twilio', { mode, to, retry_after_s: 1 });
    expect(await sender.send(textTo(to, { senders: ['MyBank', 'General'] }), budget)).toEqual({
      status: 'refused',
      ...expected,
    });
    expect((await sandbox().client.requests('twilio', { to })).count).toBe(1);
  });

  it('is refused after every sender was tried', async () => {
    const to = newNumber();
    await sandbox().client.behave('twilio', { mode: 'refuse', to });
    expect(await sender.send(textTo(to, { senders: ['MyBank'] }), budget)).toEqual({
      status: 'refused',
      code: 'rejected',
      detail: 'twilio: 400 21408',
      retryable: false,
    });
    expect((await sandbox().client.requests('twilio', { to })).requests.map((request) => request.from)).toEqual([
      'MyBank',
      ownNumber(),
    ]);
  });

  it('is refused for an invalid number', async () => {
    const result = await sender.send(textTo('+31'), budget);
    expect(result).toEqual({
      status: 'refused',
      code: 'invalid_recipient',
      detail: 'twilio: 400 21211',
      retryable: false,
    });
  });

  it('is never sent a second time when the answer is late', async () => {
    const to = newNumber();
    const message = textTo(to, { senders: ['MyBank', 'General'] });
    await sandbox().client.behave('twilio', { mode: 'slow', delay_ms: 60_000, to });
    const late = await runOutOfTime(
      holdSignals(),
      () => sender.send(message, budget),
      async () => (await sandbox().client.requests('twilio', { to })).count > 0,
    );
    expect(late).toEqual({ status: 'refused', code: 'timeout', detail: 'twilio: ETIMEDOUT', retryable: false });
    expect(await sender.send(message, budget)).toMatchObject({ status: 'refused', retryable: false });
    expect(await sandbox().client.messages(to)).toHaveLength(1);
  });

  it('is retryable with the same key when Twilio certainly did not send it', async () => {
    const to = newNumber();
    const message = textTo(to);
    await sandbox().client.behave('twilio', { mode: 'too_many_requests', times: 1, to });
    expect(await sender.send(message, budget)).toMatchObject({ status: 'refused', retryable: true });
    expect(await sender.send(message, budget)).toMatchObject({ status: 'sent' });
    expect(await sandbox().client.messages(to)).toHaveLength(1);
  });

  it('is retryable when no connection was opened', async () => {
    const unreachable = createSmsSender(
      sandboxSettings(sandbox()),
      sandboxTwilio(sandbox(), { url: 'https://127.0.0.1:1' }),
    );
    expect(await unreachable.send(textTo(newNumber()), budget)).toEqual({
      status: 'refused',
      code: 'connection',
      detail: 'twilio: ECONNREFUSED',
      retryable: true,
    });
    await unreachable.close();
  });

  it('is retryable when the certificate of the server is not trusted', async () => {
    const untrusting = createSmsSender({ ...sandboxSettings(sandbox()), trust: undefined }, sandboxTwilio(sandbox()));
    expect(await untrusting.send(textTo(newNumber()), budget)).toMatchObject({
      status: 'refused',
      code: 'connection',
      retryable: true,
    });
    await untrusting.close();
  });

  it('is refused with a wrong auth token', async () => {
    const wrong = createSmsSender(sandboxSettings(sandbox()), sandboxTwilio(sandbox(), { authToken: 'wrong' }));
    expect(await wrong.send(textTo(newNumber()), budget)).toEqual({
      status: 'refused',
      code: 'unauthorised',
      detail: 'twilio: 401 20003',
      retryable: false,
    });
    await wrong.close();
  });

  it('is refused while no provider is configured', async () => {
    const none = createSmsSender({ callbackPrivateAddresses: 'refused' }, async () => undefined);
    expect(await none.send(textTo(newNumber()), budget)).toMatchObject({
      status: 'refused',
      code: 'not_configured',
      retryable: false,
    });
  });

  it('does not have the phone number in its result', async () => {
    const to = newNumber();
    for (const mode of ['refuse', 'unregistered', 'garbage', 'unavailable', 'expired_token'] as const) {
      await sandbox().client.behave('twilio', { mode, to });
      expect(JSON.stringify(await sender.send(textTo(to), budget))).not.toContain(to.slice(1));
    }
  });
});
