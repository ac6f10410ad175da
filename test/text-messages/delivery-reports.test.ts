import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import type { ConfigurationApi } from '../configuration/support/configuration-api.ts';
import { sendRaw } from '../attack/support/raw-connection.ts';
import { query } from '../support/query.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import type { Website } from '../support/website.ts';
import { deliver, gatewayReport, twilioReport } from './support/reports.ts';
import type { Report, TwilioReport } from './support/reports.ts';

const { endpoints, infrastructure } = useStack();
const { sms_gateway: gateway, twilio } = infrastructure.sandbox.credentials;
const limit = 20_000;
const refused = { status: 401, code: 'report_refused' };
let instance: Instance;
let url: string;
let database: string;
let api: ConfigurationApi;
let website: Website;

beforeAll(async () => {
  instance = await createSeededInstance();
  url = (await instance.startServer()).url;
  api = createConfigurationApi({ ...endpoints, api: url });
  website = createWebsite({ ...endpoints, api: url });
  database = instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
});
afterAll(() => instance.stop());

interface Sent {
  transaction: string;
  message: string;
  sid: string;
}

/** A message that its provider took and has said nothing of. */
async function sentMessage(providerMessageId: string | null = `SM${randomBytes(16).toString('hex')}`): Promise<Sent> {
  const transaction = randomUUID();
  const message = `${transaction}:0:0`;
  await query(database, "insert into message_receipt (id, channel, status, provider_message_id, created_at) values ($1, 'sms', 'sent', $2, now())", [message, providerMessageId]);
  return { transaction, message, sid: providerMessageId ?? 'SM0' };
}

async function stateOf(message: string) {
  const [row] = await query<{ delivery_status: string | null; delivery_error: string | null; delivery_reported_at: Date | null }>(database, 'select delivery_status, delivery_error, delivery_reported_at from message_receipt where id = $1', [message]);
  return row;
}

const eventsOf = (transaction: string) => query<{ name: string; detail: string | null; user_id: string | null; client_id: string | null }>(database, "select name, detail, user_id, client_id from event where subject_id = $1 and name like 'SMS AUTH DELIVERY%' order by id", [transaction]);

function fromTwilio({ message, sid }: Pick<Sent, 'message' | 'sid'>, status: string, change: Partial<TwilioReport> = {}): Report {
  return twilioReport({ api: url, message, accountSid: twilio.account_sid, authToken: twilio.auth_token, ...change, fields: { MessageSid: sid, MessageStatus: status, To: '+31612345678', From: 'Bank', ...change.fields } });
}

async function sendText(options: { provider: string; mode?: string }) {
  const [user, number] = [`user-${randomUUID()}`, `+316${randomInt(10_000_000, 99_999_999)}`];
  if (options.mode) await fetch(`${endpoints.sandbox}/behaviour/${options.provider}`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ mode: options.mode, to: number }) });
  const { status, body } = await website.initialise({ type: 'payment_with_sms', user_id: user, phone_number: number });
  expect(status).toBe(200);
  return { user, number, id: body.transaction_id as string };
}

describe('a text message that is sent', () => {
  it.each([
    [undefined, 'SMS AUTH DELIVERY SUCCESS', null, { delivery_status: 'delivered', delivery_error: null }],
    ['undelivered', 'SMS AUTH DELIVERY FAILURE', 'undelivered 30003', { delivery_status: 'undelivered', delivery_error: '30003' }],
  ])('by Twilio is followed to its end (%s)', async (mode, name, detail, state) => {
    const { user, number, id } = await sendText({ provider: 'twilio', ...(mode ? { mode } : {}) });
    const events = await eventually(async () => ((await eventsOf(id)).length > 0 ? eventsOf(id) : undefined), limit);
    expect(events).toEqual([{ name, detail, user_id: user, client_id: endpoints.clients.mobile_authentication.id }]);
    expect(await stateOf(`${id}:0:0`)).toMatchObject({ ...state, delivery_reported_at: expect.any(Date) });
    expect(JSON.stringify(events)).not.toContain(number);
  });
});

describe('POST /providers/twilio/status', () => {
  it('records what Twilio says, and each end once', async () => {
    const sent = await sentMessage();
    for (const status of ['queued', 'sending', 'sent', 'delivered', 'delivered']) expect(await deliver(fromTwilio(sent, status))).toEqual({ status: 204, code: undefined });
    expect(await stateOf(sent.message)).toMatchObject({ delivery_status: 'delivered', delivery_error: null });
    expect(await eventsOf(sent.transaction)).toMatchObject([{ name: 'SMS AUTH DELIVERY SUCCESS', detail: null }]);
  });

  it('keeps the code of a failure', async () => {
    const sent = await sentMessage();
    await deliver(fromTwilio(sent, 'failed', { fields: { ErrorCode: '30008' } }));
    expect(await stateOf(sent.message)).toMatchObject({ delivery_status: 'failed', delivery_error: '30008' });
    expect(await eventsOf(sent.transaction)).toMatchObject([{ name: 'SMS AUTH DELIVERY FAILURE', detail: 'failed 30008' }]);
  });

  it('ends with what ended it first, in whatever order and however often reports come', async () => {
    const status = fc.constantFrom('queued', 'sent', 'delivered', 'undelivered', 'failed');
    const rank: Record<string, number> = { queued: 0, sent: 1, delivered: 2, undelivered: 2, failed: 2 };
    await fc.assert(fc.asyncProperty(fc.array(status, { minLength: 1, maxLength: 6 }), async (statuses) => {
      const sent = await sentMessage();
      for (const one of statuses) expect((await deliver(fromTwilio(sent, one))).status).toBe(204);
      const expected = statuses.reduce((now, next) => ((rank[next] as number) > (rank[now] as number) ? next : now));
      expect((await stateOf(sent.message))?.delivery_status).toBe(expected);
      expect(await eventsOf(sent.transaction)).toHaveLength(rank[expected] === 2 ? 1 : 0);
    }), { numRuns: 25 });
  });

  it('tells one end of sixteen that come at once', async () => {
    const sent = await sentMessage();
    const answers = await Promise.all(Array.from({ length: 16 }, (_, index) => deliver(fromTwilio(sent, index % 2 === 0 ? 'delivered' : 'failed'))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await eventsOf(sent.transaction)).toHaveLength(1);
  });

  it('takes a report that overtakes the answer of the message', async () => {
    const sent = await sentMessage(null);
    expect((await deliver(fromTwilio(sent, 'delivered'))).status).toBe(204);
    expect((await stateOf(sent.message))?.delivery_status).toBe('delivered');
  });

  it('takes words that say nothing about where the message is, and changes nothing', async () => {
    const sent = await sentMessage();
    for (const word of ['received', 'partially_delivered']) expect((await deliver(fromTwilio(sent, word))).status).toBe(204);
    expect((await stateOf(sent.message))?.delivery_status).toBeNull();
  });

  it('refuses what Twilio has not signed, and changes nothing', async () => {
    const [sent, other] = [await sentMessage(), await sentMessage()];
    const good = fromTwilio(sent, 'delivered');
    const forged: Record<string, Report> = {
      'without signature': { ...good, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      'with another token': fromTwilio(sent, 'delivered', { authToken: 'f'.repeat(32) }),
      'of another account': fromTwilio(sent, 'delivered', { accountSid: `AC${'0'.repeat(32)}` }),
      'of another account, with our token': fromTwilio(sent, 'delivered', { fields: { AccountSid: `AC${'1'.repeat(32)}` } }),
      'for another message': { ...good, url: fromTwilio(other, 'delivered').url },
      'with another status': { ...good, body: good.body.replace('delivered', 'failed') },
      'with one more parameter': { ...good, body: `${good.body}&ErrorCode=1` },
      'with nothing in it': { ...good, body: '' },
    };
    for (const [kind, report] of Object.entries(forged)) expect([kind, await deliver(report)]).toEqual([kind, refused]);
    expect([(await stateOf(sent.message))?.delivery_status, (await stateOf(other.message))?.delivery_status]).toEqual([null, null]);
    expect(await query(database, "select 1 from event where name = 'SMS AUTH DELIVERY REPORT REFUSED'")).not.toHaveLength(0);
  });

  it('refuses a stranger who names a whole address in the request line as any other', async () => {
    const [answer] = await sendRaw(url, `POST http://elsewhere/providers/twilio/status?message=${randomUUID()}:0:0 HTTP/1.1\r\nHost: elsewhere\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=b`);
    expect(answer?.status).toBe(401);
  });

  it('knows no message that is not there, or is another one at Twilio, and takes no malformed report', async () => {
    const sent = await sentMessage();
    const unknown = { ...sent, message: `${randomUUID()}:0:0` };
    expect(await deliver(fromTwilio(unknown, 'delivered'))).toEqual({ status: 404, code: 'not_found' });
    expect(await deliver(fromTwilio({ ...sent, sid: `SM${'0'.repeat(32)}` }, 'delivered'))).toEqual({ status: 404, code: 'not_found' });
    for (const message of ['x', `${sent.message}'`, '']) expect(await deliver(fromTwilio({ ...sent, message }, 'delivered'))).toEqual({ status: 400, code: 'invalid_request' });
    expect(await deliver(fromTwilio(sent, 'delivered', { fields: { MessageStatus: 'x'.repeat(33) } }))).toEqual({ status: 400, code: 'invalid_request' });
    expect((await stateOf(sent.message))?.delivery_status).toBeNull();
  });

  it('takes no more than a report has, in no other form and by no other method', async () => {
    const report = fromTwilio(await sentMessage(), 'delivered', { fields: { Extra: 'x'.repeat(70_000) } });
    expect((await deliver(report)).status).toBe(413);
    expect((await deliver({ ...report, headers: { 'content-type': 'text/plain' }, body: 'x' })).status).toBe(415);
    expect((await deliver({ ...report, headers: { ...report.headers, 'content-type': 'application/json' }, body: '{}' })).status).toBe(415);
    expect((await fetch(report.url)).status).toBe(405);
    expect((await fetch(`${url}/providers/nobody/status`, { method: 'POST' })).status).toBe(404);
  });

  it('writes twenty events of refusals an hour for an address, and no more', async () => {
    const good = fromTwilio(await sentMessage(), 'delivered');
    for (let time = 0; time < 25; time += 1) expect(await deliver({ ...good, body: `${good.body}&x=${time}` })).toEqual(refused);
    expect(await query(database, "select 1 from event where name = 'SMS AUTH DELIVERY REPORT REFUSED'")).toHaveLength(20);
  });
});

describe('POST /providers/sms-gateway/status', () => {
  const secret = () => `whsec_${randomBytes(32).toString('base64')}`;
  const configure = (body: object) => api.call('PUT', '/sms-gateway', { body: { gateway: 'http', http_url: gateway.url, ...body } });
  const fromGateway = ({ message }: Pick<Sent, 'message'>, status: string, options: { by?: string; id?: string; at?: number; more?: object } = {}) => gatewayReport(url, options.by ?? gateway.signing_secret, { id: message, status, ...options.more }, options);
  /** A change of the configuration is felt within two seconds. */
  const felt = (report: () => Report, status: number) => eventually(async () => ((await deliver(report())).status === status ? true : undefined), limit);

  it('takes nothing while there is no such gateway', async () => {
    expect(await deliver(fromGateway(await sentMessage(), 'delivered'))).toEqual(refused);
  });

  it('is where the gateway follows its messages', async () => {
    await configure({ http_signing_secret: gateway.signing_secret });
    await eventually(async () => {
      const { id, user } = await sendText({ provider: 'sms-gateway', mode: 'undelivered' });
      const [receipt] = await query<{ provider_message_id: string }>(database, 'select provider_message_id from message_receipt where id = $1', [`${id}:0:0`]);
      if (!receipt?.provider_message_id.startsWith('gw-')) return undefined;
      const events = await eventually(async () => ((await eventsOf(id)).length > 0 ? eventsOf(id) : undefined), limit);
      expect(events).toMatchObject([{ name: 'SMS AUTH DELIVERY FAILURE', detail: 'undelivered no_route', user_id: user }]);
      return events;
    }, limit);
  });

  it('records each end once, and a message that is repeated because its answer was lost', async () => {
    const sent = await sentMessage('gw-1');
    const id = randomUUID();
    const at = Math.floor(Date.now() / 1000);
    expect((await deliver(fromGateway(sent, 'sent'))).status).toBe(204);
    expect((await deliver(fromGateway(sent, 'delivered', { id, at: at - 1 }))).status).toBe(204);
    expect((await deliver(fromGateway(sent, 'delivered', { id, at }))).status).toBe(204);
    expect((await stateOf(sent.message))?.delivery_status).toBe('delivered');
    expect(await eventsOf(sent.transaction)).toHaveLength(1);
  });

  it('refuses a replay, one of sixteen at once being taken', async () => {
    const report = fromGateway(await sentMessage(), 'sent');
    const answers = await Promise.all(Array.from({ length: 16 }, () => deliver(report)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, ...Array.from({ length: 15 }, () => 401)]);
    expect(await deliver(report)).toEqual(refused);
  });

  it('refuses what is forged, or not from now', async () => {
    const sent = await sentMessage();
    const good = fromGateway(sent, 'delivered');
    const now = Math.floor(Date.now() / 1000);
    const forged: Record<string, Report> = {
      'without signature': { ...good, headers: { 'content-type': 'application/json' } },
      'by another secret': fromGateway(sent, 'delivered', { by: secret() }),
      'with another body': { ...good, body: good.body.replace('delivered', 'failed') },
      'with another id': { ...good, headers: { ...good.headers, 'webhook-id': randomUUID() } },
      'with another time': { ...good, headers: { ...good.headers, 'webhook-timestamp': String(now + 1) } },
      'of six minutes ago': fromGateway(sent, 'delivered', { at: now - 360 }),
      'of in six minutes': fromGateway(sent, 'delivered', { at: now + 360 }),
      'with a time that is none': gatewayReport(url, gateway.signing_secret, { id: sent.message, status: 'delivered' }, { at: Number.NaN }),
      'of another version': { ...good, headers: { ...good.headers, 'webhook-signature': (good.headers['webhook-signature'] as string).replace('v1,', 'v2,') } },
    };
    for (const [kind, report] of Object.entries(forged)) expect([kind, await deliver(report)]).toEqual([kind, refused]);
    expect((await stateOf(sent.message))?.delivery_status).toBeNull();
    // The genuine one is as good as before.
    expect((await deliver(good)).status).toBe(204);
  });

  it('knows no message that is not there, and takes no malformed report', async () => {
    expect(await deliver(fromGateway({ message: `${randomUUID()}:0:0` }, 'delivered'))).toEqual({ status: 404, code: 'not_found' });
    const sent = await sentMessage();
    for (const [status, more] of [['arrived', {}], ['failed', { error_code: 'two words' }], ['failed', { error_code: 5 }]] as const) expect((await deliver(fromGateway(sent, status, { more }))).status).toBe(400);
    expect((await deliver({ ...fromGateway(sent, 'sent'), body: '{"id":' })).status).toBe(400);
    expect((await deliver(fromGateway(sent, 'failed', { more: { text: 'x'.repeat(70_000) } }))).status).toBe(413);
    expect((await stateOf(sent.message))?.delivery_status).toBeNull();
  });

  it('takes the secret before for a day after a rotation, and no more after it was replaced as a whole', async () => {
    const [next, last] = [secret(), secret()];
    await api.patch('/sms-gateway', { http_signing_secret: next });
    await felt(() => fromGateway({ message: `${randomUUID()}:0:0` }, 'sent', { by: next }), 404);
    const sent = await sentMessage();
    expect((await deliver(fromGateway(sent, 'sent'))).status).toBe(204);
    expect((await deliver(fromGateway(sent, 'delivered', { by: next }))).status).toBe(204);
    await query(database, "update sms_gateway set former_http_until = now() - interval '1 second'");
    await api.patch('/sms-gateway', { http_sender: 'Bank' });
    await felt(() => fromGateway(sent, 'sent'), 401);
    expect((await deliver(fromGateway(sent, 'sent', { by: next }))).status).toBe(204);
    await configure({ http_signing_secret: last });
    await felt(() => fromGateway(sent, 'sent', { by: last }), 204);
    expect(await deliver(fromGateway(sent, 'sent', { by: next }))).toEqual(refused);
  });

  it('leaves Twilio its reports on what it took before, by both tokens after a rotation', async () => {
    expect((await deliver(fromTwilio(await sentMessage(), 'sent'))).status).toBe(204);
    await api.call('PUT', '/sms-gateway', { body: { gateway: 'twilio', twilio_account_sid: twilio.account_sid, twilio_auth_token: 'a'.repeat(32), twilio_from_number: 'Bank' } });
    await felt(() => fromTwilio({ message: `${randomUUID()}:0:0`, sid: 'SM0' }, 'sent', { authToken: 'a'.repeat(32) }), 404);
    expect(await deliver(fromTwilio(await sentMessage(), 'sent'))).toEqual(refused);
    await api.patch('/sms-gateway', { twilio_auth_token: twilio.auth_token });
    await felt(() => fromTwilio({ message: `${randomUUID()}:0:0`, sid: 'SM0' }, 'sent'), 404);
    expect((await deliver(fromTwilio(await sentMessage(), 'sent', { authToken: 'a'.repeat(32) }))).status).toBe(204);
  });
});
