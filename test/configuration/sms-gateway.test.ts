import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { query } from '../support/query.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { textMessagesTo } from '../support/text-messages.ts';
import { createWebsite } from '../support/website.ts';
import type { Website } from '../support/website.ts';
import { createConfigurationApi, eventsAbout, newClient } from './support/configuration-api.ts';
import type { ConfigurationApi } from './support/configuration-api.ts';

const { endpoints, infrastructure } = useStack();
const { sms_gateway: sandboxGateway, twilio } = infrastructure.sandbox.credentials;
const path = '/sms-gateway';
/** How long a change may take to be felt, on a machine with much else to do. */
const limit = 20_000;
let instance: Instance;
let api: ConfigurationApi;
let website: Website;
let database: string;
let url: string;

beforeAll(async () => {
  instance = await createSeededInstance();
  url = (await instance.startServer()).url;
  api = createConfigurationApi({ ...endpoints, api: url });
  website = createWebsite({ ...endpoints, api: url });
  database = instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
});
afterEach(async () => void (await api.remove(path)));
afterAll(() => instance.stop());

const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const http = (more: object = {}) => ({ gateway: 'http', http_url: sandboxGateway.url, http_signing_secret: sandboxGateway.signing_secret, ...more });
const account = () => ({ gateway: 'twilio', twilio_account_sid: twilio.account_sid, twilio_auth_token: twilio.auth_token, twilio_from_number: '+447700900100' });
const put = (body: unknown, headers?: Record<string, string>) => api.call('PUT', path, { body, ...(headers ? { headers } : {}) });
const byEnvironment = {
  gateway: 'twilio', source: 'environment', twilio_account_sid: twilio.account_sid, twilio_configured: true, twilio_from_number: twilio.from_number,
  http_url: null, http_template: null, http_header_names: [], http_signed: false, http_sender: null, rotation_ends_at: null,
};

/** Sends text messages until one has come by the gateway, as its sender tells. */
async function sentBy(from: string): Promise<void> {
  await eventually(async () => {
    const number = `+316${randomInt(10_000_000, 99_999_999)}`;
    await website.initialise({ type: 'payment_with_sms', user_id: randomUUID(), phone_number: number });
    const messages = await textMessagesTo(endpoints, number);
    return messages[0]?.from === from ? messages : undefined;
  }, limit);
}

describe('GET /configuration/sms-gateway', () => {
  it('says what the environment has while nothing is configured', async () => {
    const answer = await api.get(path);
    expect([answer.status, answer.body]).toEqual([200, byEnvironment]);
    expect(answer.headers.get('etag')).toMatch(/^"[\w-]{22}"$/);
    expect((await api.get(`${path}/`)).body).toEqual(byEnvironment);
  });

  it('tells no secret', async () => {
    const secret = newSecret();
    await put(http({ http_signing_secret: secret, http_headers: { 'X-Api-Key': 'the-key-of-the-gateway' }, http_sender: 'Bank', twilio_account_sid: twilio.account_sid, twilio_auth_token: 'the-token', twilio_from_number: '+1' }));
    const { body } = await api.get(path);
    expect(body).toMatchObject({ gateway: 'http', source: 'configuration', http_url: sandboxGateway.url, http_header_names: ['X-Api-Key'], http_signed: true, http_sender: 'Bank', twilio_configured: true });
    for (const said of [secret, 'the-key-of-the-gateway', 'the-token']) expect(JSON.stringify(body)).not.toContain(said);
  });
});

describe('PUT /configuration/sms-gateway', () => {
  it('puts one in place of all there was, and keeps secrets sealed', async () => {
    const secret = newSecret();
    expect((await put(http({ http_sender: 'Bank' }))).status).toBe(204);
    expect((await put(http({ http_signing_secret: secret }))).status).toBe(204);
    expect((await api.get(path)).body).toMatchObject({ http_sender: null, rotation_ends_at: null, http_template: expect.stringContaining('{body}') });
    expect((await put(account())).status).toBe(204);
    expect((await api.get(path)).body).toMatchObject({ gateway: 'twilio', http_url: null, http_signed: false, twilio_configured: true });
    const [row] = await query<Record<string, unknown>>(database, 'select * from sms_gateway');
    const stored = JSON.stringify(row, (_, value: unknown) => (value instanceof Buffer ? value.toString('latin1') : value));
    for (const hidden of [twilio.auth_token, secret]) expect(stored).not.toContain(hidden);
  });

  it('is there once, also for eight at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => put(http({ http_sender: `S${index}` }))));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 204));
    expect(await query(database, 'select id from sms_gateway')).toHaveLength(1);
  });

  it.each<[string, object, string, string?]>([
    ['nothing', { gateway: undefined }, 'gateway'],
    ['another gateway', { gateway: 'smoke' }, 'gateway'],
    ['no address', { http_url: undefined }, 'http_url', 'missing'],
    ['no secret', { http_signing_secret: undefined }, 'http_signing_secret', 'missing'],
    ['a short secret', { http_signing_secret: 'secret' }, 'http_signing_secret', 'weak_secret'],
    ['plain HTTP', { http_url: 'http://gateway.example/' }, 'http_url', 'invalid_url'],
    ['credentials in the address', { http_url: 'https://a:b@gateway.example/' }, 'http_url', 'invalid_url'],
    ['a template that is no JSON', { http_template: '{to}{body}' }, 'http_template', 'invalid_template'],
    ['a template without text', { http_template: '{"to":"{to}"}' }, 'http_template', 'invalid_template'],
    ['a template that is too long', { http_template: JSON.stringify({ a: '{to}{body}'.repeat(500) }) }, 'http_template'],
    ['a header of the request', { http_headers: { 'Content-Type': 'text/plain' } }, 'http_headers', 'own_header'],
    ['a header of the signature', { http_headers: { 'webhook-id': 'x' } }, 'http_headers', 'own_header'],
    ['a header that ends the line', { http_headers: { 'x-a': 'b\r\nx-c: d' } }, 'http_headers', 'invalid_header'],
    ['a header with a space in its name', { http_headers: { 'x a': 'b' } }, 'http_headers', 'invalid_header'],
    ['a header twice', { http_headers: { 'x-a': 'b', 'X-A': 'c' } }, 'http_headers', 'repeated'],
    ['eleven headers', { http_headers: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`x-${index}`, 'x'])) }, 'http_headers', 'too_many'],
    ['a sender with a line break', { http_sender: 'a\nb' }, 'http_sender'],
    ['half an account', { twilio_account_sid: twilio.account_sid }, 'twilio_auth_token', 'missing'],
    ['an account that is none', { twilio_account_sid: 'AC1' }, 'twilio_account_sid'],
    ['an unknown field', { secret: 'x' }, 'secret'],
  ])('refuses %s, and changes nothing', async (_, change, parameter, reason) => {
    const answer = await put({ ...http(), ...change });
    expect([answer.status, answer.body.code, answer.body.details[0].parameter]).toEqual([400, 'invalid_request', parameter]);
    if (reason) expect(answer.body.details[0].code).toBe(reason);
    expect((await api.get(path)).body.source).toBe('environment');
  });
});

describe('PATCH /configuration/sms-gateway', () => {
  it('takes a new account whole, also what it has in common with the environment', async () => {
    const other = { twilio_account_sid: `AC${'b'.repeat(32)}`, twilio_auth_token: 'other-token', twilio_from_number: twilio.from_number };
    expect((await api.patch(path, { gateway: 'twilio', ...other })).status).toBe(204);
    expect((await api.get(path)).body).toMatchObject({ source: 'configuration', twilio_account_sid: other.twilio_account_sid, twilio_from_number: twilio.from_number });
  });

  it('takes back what was read, and changes nothing', async () => {
    for (const configure of [async () => undefined, () => put(http({ http_headers: { a: 'b' }, http_sender: 'Bank' }))]) {
      await configure();
      const { body, headers } = await api.get(path);
      const answer = await api.patch(path, body);
      expect([answer.status, answer.body]).toEqual([204, null]);
      const after = await api.get(path);
      expect([after.body, after.headers.get('etag')]).toEqual([body, headers.get('etag')]);
    }
    expect((await api.patch(path, { source: 'none' })).body.details[0]).toMatchObject({ code: 'read_only', parameter: 'source' });
  });

  it('keeps the secret it replaces for a day; PUT and DELETE do not', async () => {
    await put(http());
    const before = Date.now();
    expect((await api.patch(path, { http_signing_secret: newSecret() })).status).toBe(204);
    const until = Date.parse((await api.get(path)).body.rotation_ends_at as string);
    expect(until).toBeGreaterThanOrEqual(before + 24 * 3_600_000);
    expect(until).toBeLessThanOrEqual(Date.now() + 24 * 3_600_000);
    const formers = () => query(database, 'select 1 from sms_gateway where former_http_signing_secret is not null');
    expect(await formers()).toHaveLength(1);
    await put(http());
    expect([(await api.get(path)).body.rotation_ends_at, await formers()]).toEqual([null, []]);
  });

  it('gives each of the two secrets a day of its own', async () => {
    await put({ ...http(), ...account(), gateway: 'http' });
    await api.patch(path, { http_signing_secret: newSecret() });
    await query(database, "update sms_gateway set former_http_until = now() + interval '1 hour'");
    const ends = async () => (await query<{ twilio: Date | null; http: Date | null }>(database, 'select former_twilio_until as twilio, former_http_until as http from sms_gateway'))[0];
    const { http: end } = (await ends()) ?? {};
    expect((await api.patch(path, { twilio_auth_token: 'rotated-token' })).status).toBe(204);
    expect((await ends())?.http).toEqual(end);
    const { body } = await api.get(path);
    expect(Date.parse(body.rotation_ends_at as string)).toBe((await ends())?.twilio?.getTime());
    // The one that is over goes with the next change, the other stays.
    await query(database, "update sms_gateway set former_http_until = now() - interval '1 second'");
    await api.patch(path, { http_sender: 'Bank' });
    expect(await query(database, 'select former_http_signing_secret is null as http, former_twilio_auth_token is not null as twilio from sms_gateway')).toEqual([{ http: true, twilio: true }]);
  });

  it('takes the secrets to no other address and no other account', async () => {
    await put({ ...http({ http_headers: { a: 'b' } }), ...account(), gateway: 'http' });
    const elsewhere = { http_url: 'https://other.example/' };
    for (const more of [{}, { http_signing_secret: newSecret() }, { http_headers: { a: 'c' } }]) expect((await api.patch(path, { ...elsewhere, ...more })).body.details[0].code).toBe('needed_with_url');
    expect((await api.patch(path, { twilio_account_sid: `AC${'0'.repeat(32)}` })).body.details[0].code).toBe('needed_with_account');
    expect((await api.patch(path, { ...elsewhere, http_signing_secret: newSecret(), http_headers: null })).status).toBe(204);
    expect((await api.get(path)).body).toMatchObject({ http_url: 'https://other.example/', http_header_names: [], rotation_ends_at: null });
    expect(await query(database, 'select 1 from sms_gateway where former_http_signing_secret is not null')).toEqual([]);
  });

  it('refuses a change of what somebody else has changed', async () => {
    const tag = (await api.get(path)).headers.get('etag') as string;
    expect((await put(http(), { 'if-match': tag })).status).toBe(204);
    expect((await put(http(), { 'if-match': tag })).body.code).toBe('configuration_changed');
    expect((await api.call('PATCH', path, { body: { http_sender: 'x' }, headers: { 'if-match': tag } })).status).toBe(412);
    expect((await api.call('DELETE', path, { headers: { 'if-match': tag } })).status).toBe(412);
    expect((await api.call('DELETE', path, { headers: { 'if-match': (await api.get(path)).headers.get('etag') as string } })).status).toBe(204);
  });

  it('is told by its fields, and never by a value', async () => {
    const earlier = (await eventsAbout(database, 'sms-gateway')).length;
    await put(http());
    await api.patch(path, { http_signing_secret: newSecret(), http_sender: 'Bank' });
    await api.remove(path);
    expect((await eventsAbout(database, 'sms-gateway')).slice(earlier)).toMatchObject([
      { name: 'CONFIGURATION SMS GATEWAY CHANGED', client_id: endpoints.clients.administration.id, detail: 'http: gateway, http_url, http_signing_secret' },
      { name: 'CONFIGURATION SMS GATEWAY CHANGED', detail: 'http: http_signing_secret, http_sender' },
      { name: 'CONFIGURATION SMS GATEWAY DELETED', detail: 'http' },
    ]);
  });
});

describe('DELETE /configuration/sms-gateway', () => {
  it('deletes; twice is unknown', async () => {
    await put(http());
    expect((await api.remove(path)).status).toBe(204);
    expect((await api.remove(path)).status).toBe(404);
    expect((await api.get(path)).body).toEqual(byEnvironment);
  });
});

describe('the gateway in force', () => {
  it('is the one that is configured, in the running process, and the environment\'s again', async () => {
    await sentBy(twilio.from_number);
    await put(http({ http_sender: 'ByGateway' }));
    await sentBy('ByGateway');
    await api.patch(path, { gateway: 'twilio', twilio_from_number: 'TwilioToo' });
    await sentBy('TwilioToo');
    await put(account());
    await sentBy('+447700900100');
    await api.remove(path);
    await sentBy(twilio.from_number);
  });

  it('is refused where it leads into the private network', async () => {
    const guarded = await instance.startServer({ COUNTERSIGN_MIGRATE_ON_START: 'false', COUNTERSIGN_CALLBACK_PRIVATE_ADDRESSES: 'refused', COUNTERSIGN_TEMPORAL_TASK_QUEUE: `guarded-${randomUUID()}` });
    await put(http());
    const site = createWebsite({ ...endpoints, api: guarded.url });
    await eventually(async () => {
      const { status, body } = await site.initialise({ type: 'payment_with_sms', user_id: randomUUID(), phone_number: '+31612345678' });
      return status === 503 && body.error_code === '3002' ? true : undefined;
    }, limit);
    await guarded.stop();
  });
});

describe('callers of /configuration/sms-gateway', () => {
  it('need the scope of the configuration', async () => {
    const client = newClient();
    await api.post('/api-clients', { name: 'x', client_id: client.id, client_secret: client.secret, scopes: ['onegini_api_admin', 'onegini_api_mobile_authentication'] });
    for (const [method, body] of [['GET'], ['PUT', http()], ['PATCH', { http_sender: 'x' }], ['DELETE']] as const) {
      const options = body ? { body } : {};
      expect((await createConfigurationApi({ ...endpoints, api: url }, { id: 'nobody', secret: 'x' }).call(method, path, options)).status).toBe(401);
      expect((await createConfigurationApi({ ...endpoints, api: url }, client).call(method, path, options)).body.code).toBe('forbidden');
    }
    expect((await api.get(path)).body.source).toBe('environment');
  });
});
