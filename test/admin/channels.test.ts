import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channelStateOf, failureRateOf } from '../../src/domain/messages/health/channel-state.ts';
import { timeOrderedId } from '../../src/entities/columns/id.ts';
import { query } from '../support/query.ts';
import { useStack } from '../support/stack.ts';
import { callAdmin, signInAll } from './support/admin-api.ts';

const { endpoints } = useStack();
const { api, postgres_url: database } = endpoints;
/** Of this test alone, among what other tests send. */
const run = randomUUID();
const [refusal, pushRefusal, error] = ['refused', 'push', 'error'].map((name) => `${name}_${run.slice(0, 8)}`);
let operators: Awaited<ReturnType<typeof signInAll>>;

/** Times are an hour to come, so that these are the last ones. */
const addReceipt = (
  index: number,
  status: string,
  code: { refusal?: string | undefined; error?: string | undefined },
) =>
  query(
    database,
    `insert into message_receipt (id, channel, status, refusal, delivery_status, delivery_error, took_ms, created_at)
     values ($1, 'whatsapp', $2, $3, $4, $5, 40, now() + interval '1 hour')`,
    [`${run}:0:${index}`, status, code.refusal, code.error && 'undelivered', code.error],
  );

beforeAll(async () => {
  operators = await signInAll(api, endpoints.operators);
  await addReceipt(0, 'refused', { refusal });
  await addReceipt(1, 'refused', { refusal });
  await addReceipt(2, 'sent', { error });
  await query(
    database,
    `insert into event (id, name, occurred_at, detail) values ($1, 'PUSH AUTH INIT FAILURE', now() + interval '1 hour', $2)`,
    [timeOrderedId(), pushRefusal],
  );
});
afterAll(() => query(database, 'delete from message_receipt where id like $1', [`${run}:%`]));

const read = async () => (await operators.operator.call('GET', '/channels')).body.items;

describe('GET /admin/v1/channels', () => {
  it('tells by what each channel sends, without credentials', async () => {
    const items = await read();
    expect(items.map(({ channel, providers }: Record<string, unknown>) => [channel, providers])).toEqual([
      ['email', ['smtp']],
      ['sms', ['twilio']],
      ['whatsapp', ['twilio']],
      ['push', ['apns', 'fcm']],
    ]);
    expect(items[0]).toMatchObject({ source: 'environment', stopped_countries: expect.any(Array) });
    expect(items[3]).toMatchObject({ source: 'configuration', stopped_countries: [] });
    expect(JSON.stringify(items)).not.toContain(useStack().infrastructure.sandbox.credentials.smtp.password);
  });

  it('counts the last hour and the last day, and says why messages failed', async () => {
    const [, , whatsApp, push] = await read();
    for (const span of [whatsApp.hour, whatsApp.day])
      expect(span).toMatchObject({ median_ms: expect.any(Number), p95_ms: expect.any(Number) });
    expect(whatsApp.hour.refused).toBeGreaterThanOrEqual(2);
    expect(whatsApp.hour.undelivered).toBeGreaterThanOrEqual(1);
    expect(whatsApp.hour.attempts).toBeGreaterThanOrEqual(3);
    expect(whatsApp.failures).toEqual(
      expect.arrayContaining([
        { code: refusal, count: 2, last_at: expect.any(String) },
        { code: error, count: 1, last_at: expect.any(String) },
      ]),
    );
    expect(push.failures[0]).toMatchObject({ code: pushRefusal, count: 1 });
    expect(push.day.refused).toBeGreaterThanOrEqual(1);
  });

  it('needs a role that may look at communication or settings', async () => {
    const refused = await operators.helpdesk.call('GET', '/channels');
    expect(refused).toMatchObject({ status: 403, body: { access: 'channels.read' } });
    expect((await callAdmin(api, 'GET', '/channels')).status).toBe(401);
  });
});

describe('the state of a channel', () => {
  const counts = (attempts: number, refused = 0, undelivered = 0) => ({ attempts, refused, undelivered });

  it.each([
    ['idle', [counts(0), counts(0)]],
    ['healthy', [counts(100, 9), counts(200, 100)]],
    ['failing', [counts(100, 5, 5), counts(100)]],
    ['failing', [counts(0), counts(10, 0, 1)]],
  ])('is %s of %o', (state, spans) => expect(channelStateOf(...spans)).toBe(state));

  it('has its rate in thousandths', () => expect(failureRateOf(counts(3, 1))).toBe(0.333));
});
