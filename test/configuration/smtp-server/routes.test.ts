import { generateKeyPairSync } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Instance } from '../../../dev/parts/instance.ts';
import { createSeededInstance, useStack } from '../../support/stack.ts';
import { createConfigurationApi, eventsAbout, newClient } from '../support/configuration-api.ts';
import type { ConfigurationApi } from '../support/configuration-api.ts';

const { endpoints } = useStack();
const path = '/smtp-server';
const fromEnvironment = {
  source: 'environment',
  host: 'mail.bank.example',
  port: 465,
  security: 'tls',
  username: 'sender',
  password_set: true,
  from_address: 'no-reply@bank.example',
  from_name: 'Bank',
  dkim_domain: null,
  dkim_selector: null,
  dkim_configured: false,
};
const password = 'correct horse battery staple';
const pemOf = (bits: number) =>
  generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const key = pemOf(2048);
const whole = {
  host: 'smtp.shop.example',
  port: 2525,
  security: 'starttls',
  username: 'shop',
  password,
  from_address: 'no-reply@Bücher.example',
  from_name: 'Bücher & Co',
  dkim_domain: 'Shop.example',
  dkim_selector: 'k2026',
  dkim_private_key: key,
};
const shown = {
  source: 'configuration',
  host: whole.host,
  port: 2525,
  security: 'starttls',
  username: 'shop',
  password_set: true,
  from_address: 'no-reply@xn--bcher-kva.example',
  from_name: 'Bücher & Co',
  dkim_domain: 'shop.example',
  dkim_selector: 'k2026',
  dkim_configured: true,
};

let instance: Instance;
let url: string;
let api: ConfigurationApi;
let database: string;

beforeAll(async () => {
  instance = await createSeededInstance();
  ({ url } = await instance.startServer({
    COUNTERSIGN_WORKER_IN_PROCESS: 'false',
    COUNTERSIGN_SMTP_URL: 'smtps://sender:s%C3%A9cret@mail.bank.example',
    COUNTERSIGN_SMTP_FROM_ADDRESS: 'no-reply@bank.example',
    COUNTERSIGN_SMTP_FROM_NAME: 'Bank',
  }));
  api = createConfigurationApi({ api: url, clients: endpoints.clients });
  database = instance.environment['COUNTERSIGN_DATABASE_URL'] as string;
});
afterAll(() => instance.stop());
beforeEach(() => api.remove(path));

const refusal = async (method: 'PUT' | 'PATCH', body: object) => {
  const answer = await api.call(method, path, { body });
  return { status: answer.status, ...answer.body?.details?.[0] };
};

describe('GET /configuration/smtp-server', () => {
  it('shows the server of the environment while none is configured, without the password', async () => {
    const answer = await api.get(path);
    expect([answer.status, answer.body]).toEqual([200, fromEnvironment]);
  });

  it('refuses an unknown client, as every method does', async () => {
    const unknown = createConfigurationApi({ api: url, clients: endpoints.clients }, newClient());
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await unknown.call(method, path, method === 'GET' ? {} : { body: whole });
      expect(answer.status).toBe(401);
    }
  });
});

describe('PUT /configuration/smtp-server', () => {
  it('is idempotent, and records the client and the field names once', async () => {
    const before = (await eventsAbout(database, 'smtp-server')).length;
    for (let times = 0; times < 2; times += 1) expect((await api.put(path, whole)).status).toBe(204);
    expect((await api.get(path)).body).toEqual(shown);
    const events = (await eventsAbout(database, 'smtp-server')).slice(before);
    expect(events).toMatchObject([
      {
        name: 'CONFIGURATION SMTP SERVER CHANGED',
        client_id: endpoints.clients.administration.id,
        detail: 'host, port, username, password, from_address, from_name, dkim_domain, dkim_selector, dkim_private_key',
      },
    ]);
  });

  it('stores the password and the key encrypted', async () => {
    await api.put(path, whole);
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    const { rows } = await client.query<{ row: string }>('select smtp_server::text as row from smtp_server');
    await client.end();
    expect(rows).toHaveLength(1);
    for (const secret of [password, Buffer.from(password).toString('hex'), Buffer.from('PRIVATE KEY').toString('hex')])
      expect(rows[0]?.row).not.toContain(secret);
  });

  it('clears every field that is not sent, the secrets too', async () => {
    await api.put(path, whole);
    expect((await api.put(path, { host: 'other.example', from_address: 'a@shop.example' })).status).toBe(204);
    expect((await api.get(path)).body).toEqual({
      source: 'configuration',
      host: 'other.example',
      port: 587,
      security: 'starttls',
      username: null,
      password_set: false,
      from_address: 'a@shop.example',
      from_name: null,
      dkim_domain: null,
      dkim_selector: null,
      dkim_configured: false,
    });
  });

  it('stores one of eight concurrent configurations', async () => {
    const ports = Array.from({ length: 8 }, (_, index) => 2001 + index);
    const answers = await Promise.all(ports.map((port) => api.put(path, { ...whole, port })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(ports).toContain((await api.get(path)).body.port);
  });

  it.each<[string, object, string, string?]>([
    ['no host', { host: undefined }, 'host'],
    ['a URL', { host: 'smtp://shop.example' }, 'host', 'invalid_host'],
    ['a host with a line break', { host: 'shop.example\r\nQUIT' }, 'host', 'invalid_host'],
    ['a host that is too long', { host: 'a.'.repeat(127) }, 'host'],
    ['a port out of range', { port: 0 }, 'port'],
    ['a port that is text', { port: '25' }, 'port'],
    ['another kind of security', { security: 'ssl' }, 'security'],
    ['no sender', { from_address: undefined }, 'from_address'],
    ['a sender with a name', { from_address: 'Shop <a@shop.example>' }, 'from_address', 'invalid_email_address'],
    [
      'a sender with a line break',
      { from_address: 'a@shop.example\r\nBcc: b@evil.example' },
      'from_address',
      'invalid_email_address',
    ],
    ['a name with a line break', { from_name: 'Shop\r\nBcc: b@evil.example' }, 'from_name'],
    ['a username without a password', { password: null }, 'password', 'missing'],
    ['a password without a username', { username: null }, 'username', 'missing'],
    ['a password with NUL', { password: 'a\0' }, 'password'],
    ['an invalid selector', { dkim_selector: 'a.b\r\n' }, 'dkim_selector'],
    ['DKIM without a key', { dkim_private_key: null }, 'dkim_private_key', 'missing'],
    ['DKIM without a domain', { dkim_domain: null }, 'dkim_domain', 'missing'],
    ['an invalid DKIM key', { dkim_private_key: 'secret' }, 'dkim_private_key', 'invalid_dkim_key'],
    ['a DKIM key that is too short', { dkim_private_key: pemOf(1024) }, 'dkim_private_key', 'invalid_dkim_key'],
    ['an unknown field', { pool: true }, 'pool'],
  ])('refuses %s, and changes nothing', async (_, change, parameter, reason) => {
    const answer = await refusal('PUT', { ...whole, ...change });
    expect(answer).toMatchObject({ status: 400, parameter, ...(reason ? { code: reason } : {}) });
    expect(JSON.stringify(answer)).not.toContain(password);
    expect((await api.get(path)).body.source).toBe('environment');
  });

  it('accepts a connection without TLS on a development machine', async () => {
    expect((await api.put(path, { ...whole, security: 'none' })).status).toBe(204);
  });
});

describe('PATCH /configuration/smtp-server', () => {
  it('changes only what is sent, and refuses another server or account without the password', async () => {
    await api.put(path, whole);
    expect((await api.patch(path, { from_name: null })).status).toBe(204);
    expect((await api.get(path)).body).toEqual({ ...shown, from_name: null });
    for (const change of [{ host: 'evil.example' }, { port: 666 }, { security: 'none' }, { username: 'other' }])
      expect(await refusal('PATCH', change)).toMatchObject({
        status: 400,
        code: 'needed_with_host',
        parameter: 'password',
      });
    expect((await api.patch(path, { host: 'other.example', password: 'another' })).status).toBe(204);
    expect((await api.patch(path, { username: null, password: null })).status).toBe(204);
    expect((await api.get(path)).body).toMatchObject({ host: 'other.example', username: null, password_set: false });
  });

  it("does not take over the environment's password: another server needs a new one", async () => {
    expect(await refusal('PATCH', { ...fromEnvironment, host: 'evil.example' })).toMatchObject({
      status: 400,
      code: 'missing',
      parameter: 'password',
    });
    expect(await refusal('PATCH', { host: 'other.example' })).toMatchObject({ parameter: 'from_address' });
    expect((await api.get(path)).body).toEqual(fromEnvironment);
  });

  it('accepts the body that was read and changes nothing', async () => {
    for (const configure of [async () => undefined, () => api.put(path, whole)]) {
      await configure();
      const { body, headers } = await api.get(path);
      expect((await api.patch(path, body)).status).toBe(204);
      const after = await api.get(path);
      expect([after.body, after.headers.get('etag')]).toEqual([body, headers.get('etag')]);
    }
    expect(await refusal('PATCH', { dkim_configured: false })).toMatchObject({ code: 'read_only' });
  });

  it('refuses a change with a stale ETag', async () => {
    await api.put(path, whole);
    const { headers } = await api.get(path);
    const seen = { 'if-match': headers.get('etag') as string };
    expect((await api.call('PATCH', path, { body: { password: 'new password' }, headers: seen })).status).toBe(204);
    expect((await api.call('PATCH', path, { body: { port: 1, password }, headers: seen })).status).toBe(412);
    expect((await api.call('DELETE', path, { headers: seen })).status).toBe(412);
  });
});

describe('DELETE /configuration/smtp-server', () => {
  it('restores the server of the environment; the second call answers 404', async () => {
    await api.put(path, whole);
    expect((await api.remove(path)).status).toBe(204);
    expect((await api.get(path)).body).toEqual(fromEnvironment);
    expect((await api.remove(path)).status).toBe(404);
    expect((await eventsAbout(database, 'smtp-server')).at(-1)).toMatchObject({
      name: 'CONFIGURATION SMTP SERVER DELETED',
    });
  });
});
