import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../dev/parts/instance.ts';
import { query } from '../support/query.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { createConfigurationApi, newClient } from './support/configuration-api.ts';
import type { ConfigurationApi } from './support/configuration-api.ts';
import { gatewayOfEnvironment, httpGateway, newSecret, twilioAccount } from './support/sms-gateways.ts';

const { endpoints, infrastructure } = useStack();
const { sms_gateway: gateway, twilio } = infrastructure.sandbox.credentials;
const path = '/sms-gateway';
const templates = { en: `HX${'0'.repeat(32)}` };
let instance: Instance;
let api: ConfigurationApi;
let database: string;
let url: string;

beforeAll(async () => {
  instance = await createSeededInstance();
  url = (await instance.startServer()).url;
  api = createConfigurationApi({ ...endpoints, api: url });
  database = instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
});
afterEach(async () => void (await api.remove(path)));
afterAll(() => instance.stop());

const put = (body: unknown, headers?: Record<string, string>) =>
  api.call('PUT', path, { body, ...(headers ? { headers } : {}) });

describe('GET /configuration/sms-gateway', () => {
  it('shows the gateway of the environment while none is configured', async () => {
    const answer = await api.get(path);
    expect([answer.status, answer.body]).toEqual([200, gatewayOfEnvironment()]);
    expect(answer.headers.get('etag')).toMatch(/^"[\w-]{22}"$/);
    expect((await api.get(`${path}/`)).body).toEqual(gatewayOfEnvironment());
  });

  it('returns no secret', async () => {
    const secret = newSecret();
    await put(
      httpGateway({
        http_signing_secret: secret,
        http_headers: { 'X-Api-Key': 'the-key-of-the-gateway' },
        http_sender: 'Bank',
        twilio_account_sid: twilio.account_sid,
        twilio_auth_token: 'the-token',
        twilio_from_number: '+1',
      }),
    );
    const { body } = await api.get(path);
    expect(body).toMatchObject({
      gateway: 'http',
      source: 'configuration',
      http_url: gateway.url,
      http_header_names: ['X-Api-Key'],
      http_signed: true,
      http_sender: 'Bank',
      twilio_configured: true,
    });
    for (const said of [secret, 'the-key-of-the-gateway', 'the-token'])
      expect(JSON.stringify(body)).not.toContain(said);
  });
});

describe('PUT /configuration/sms-gateway', () => {
  it('replaces the whole configuration and stores secrets encrypted', async () => {
    const secret = newSecret();
    expect((await put(httpGateway({ http_sender: 'Bank' }))).status).toBe(204);
    expect((await put(httpGateway({ http_signing_secret: secret }))).status).toBe(204);
    expect((await api.get(path)).body).toMatchObject({
      http_sender: null,
      rotation_ends_at: null,
      http_template: expect.stringContaining('{body}'),
    });
    expect((await put(twilioAccount())).status).toBe(204);
    expect((await api.get(path)).body).toMatchObject({
      gateway: 'twilio',
      http_url: null,
      http_signed: false,
      twilio_configured: true,
    });
    const [row] = await query<Record<string, unknown>>(database, 'select * from sms_gateway');
    const stored = JSON.stringify(row, (_, value: unknown) =>
      value instanceof Buffer ? value.toString('latin1') : value,
    );
    for (const hidden of [twilio.auth_token, secret]) expect(stored).not.toContain(hidden);
  });

  it('stores one row for eight concurrent calls', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => put(httpGateway({ http_sender: `S${index}` }))),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 204));
    expect(await query(database, 'select id from sms_gateway')).toHaveLength(1);
  });

  it.each<[string, object, string, string?]>([
    ['no gateway', { gateway: undefined }, 'gateway'],
    ['an unknown gateway', { gateway: 'smoke' }, 'gateway'],
    ['no address', { http_url: undefined }, 'http_url', 'missing'],
    ['no secret', { http_signing_secret: undefined }, 'http_signing_secret', 'missing'],
    ['a short secret', { http_signing_secret: 'secret' }, 'http_signing_secret', 'weak_secret'],
    ['plain HTTP', { http_url: 'http://gateway.example/' }, 'http_url', 'invalid_url'],
    ['credentials in the address', { http_url: 'https://a:b@gateway.example/' }, 'http_url', 'invalid_url'],
    ['a template that is no JSON', { http_template: '{to}{body}' }, 'http_template', 'invalid_template'],
    ['a template without text', { http_template: '{"to":"{to}"}' }, 'http_template', 'invalid_template'],
    [
      'a template that is too long',
      { http_template: JSON.stringify({ a: '{to}{body}'.repeat(500) }) },
      'http_template',
    ],
    ['a header that the server sets', { http_headers: { 'Content-Type': 'text/plain' } }, 'http_headers', 'own_header'],
    ['a header that the signature sets', { http_headers: { 'webhook-id': 'x' } }, 'http_headers', 'own_header'],
    ['a header value with a line break', { http_headers: { 'x-a': 'b\r\nx-c: d' } }, 'http_headers', 'invalid_header'],
    ['a header with a space in its name', { http_headers: { 'x a': 'b' } }, 'http_headers', 'invalid_header'],
    ['a header twice', { http_headers: { 'x-a': 'b', 'X-A': 'c' } }, 'http_headers', 'repeated'],
    [
      'eleven headers',
      { http_headers: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`x-${index}`, 'x'])) },
      'http_headers',
      'too_many',
    ],
    ['a sender with a line break', { http_sender: 'a\nb' }, 'http_sender'],
    ['an account without its token', { twilio_account_sid: twilio.account_sid }, 'twilio_auth_token', 'missing'],
    ['an invalid account', { twilio_account_sid: 'AC1' }, 'twilio_account_sid'],
    ['WhatsApp without templates', { twilio_whatsapp_number: '+447700900101' }, 'twilio_whatsapp_templates', 'missing'],
    ['WhatsApp without a number', { twilio_whatsapp_templates: templates }, 'twilio_whatsapp_number', 'missing'],
    ['a WhatsApp number that is none', { twilio_whatsapp_number: 'Bank' }, 'twilio_whatsapp_number'],
    ['no template', { twilio_whatsapp_templates: {} }, 'twilio_whatsapp_templates'],
    ['a template that is none', { twilio_whatsapp_templates: { en: 'HX1' } }, 'twilio_whatsapp_templates.en'],
    ['an unknown field', { secret: 'x' }, 'secret'],
  ])('refuses %s, and changes nothing', async (_, change, parameter, reason) => {
    const answer = await put({ ...httpGateway(), ...change });
    expect([answer.status, answer.body.code, answer.body.details[0].parameter]).toEqual([
      400,
      'invalid_request',
      parameter,
    ]);
    if (reason) expect(answer.body.details[0].code).toBe(reason);
    expect((await api.get(path)).body.source).toBe('environment');
  });
});

describe('DELETE /configuration/sms-gateway', () => {
  it('deletes; the second call answers 404', async () => {
    await put(httpGateway());
    expect((await api.remove(path)).status).toBe(204);
    expect((await api.remove(path)).status).toBe(404);
    expect((await api.get(path)).body).toEqual(gatewayOfEnvironment());
  });
});

describe('callers of /configuration/sms-gateway', () => {
  it('need the scope that administers', async () => {
    const client = newClient();
    await api.post('/api-clients', {
      name: 'x',
      client_id: client.id,
      client_secret: client.secret,
      scopes: ['onegini_api_config', 'onegini_api_mobile_authentication'],
    });
    for (const [method, body] of [
      ['GET'],
      ['PUT', httpGateway()],
      ['PATCH', { http_sender: 'x' }],
      ['DELETE'],
    ] as const) {
      const options = body ? { body } : {};
      expect(
        (
          await createConfigurationApi({ ...endpoints, api: url }, { id: 'unknown', secret: 'x' }).call(
            method,
            path,
            options,
          )
        ).status,
      ).toBe(401);
      expect(
        (await createConfigurationApi({ ...endpoints, api: url }, client).call(method, path, options)).body.code,
      ).toBe('forbidden');
    }
    expect((await api.get(path)).body.source).toBe('environment');
  });
});
