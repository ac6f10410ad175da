import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Instance } from '../../../dev/parts/instance.ts';
import { createSeededInstance, useStack } from '../../support/stack.ts';
import { createConfigurationApi, eventsAbout, newClient } from '../support/configuration-api.ts';
import type { ConfigurationApi } from '../support/configuration-api.ts';

const { endpoints } = useStack();
const path = '/outgoing-proxy';
const fromEnvironment = {
  source: 'environment',
  enabled: true,
  host: 'proxy.bank.example',
  port: 3128,
  username: 'server',
  password_set: true,
  preemptive: false,
  direct_hosts: ['.bank.example', '10.0.0.1'],
};
const password = 'correct horse battery staple';
const whole = {
  enabled: true,
  host: 'Proxy-2.bank.example',
  port: 8080,
  username: 'countersign',
  password,
  preemptive: false,
  direct_hosts: ['shop.bank.example', '.intranet', '::1'],
};
const shown = {
  source: 'configuration',
  enabled: true,
  host: whole.host,
  port: 8080,
  username: 'countersign',
  password_set: true,
  preemptive: false,
  direct_hosts: whole.direct_hosts,
};

let instance: Instance;
let url: string;
let api: ConfigurationApi;
let database: string;

beforeAll(async () => {
  instance = await createSeededInstance();
  ({ url } = await instance.startServer({
    COUNTERSIGN_WORKER_IN_PROCESS: 'false',
    COUNTERSIGN_PROVIDER_PROXY_URL: 'http://server:s%C3%A9cret@proxy.bank.example:3128',
    COUNTERSIGN_PROVIDER_PROXY_PREEMPTIVE: 'false',
    COUNTERSIGN_PROVIDER_PROXY_DIRECT_HOSTS: '.bank.example, 10.0.0.1',
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

describe('GET /configuration/outgoing-proxy', () => {
  it('shows the proxy of the environment while none is configured, without the password', async () => {
    const answer = await api.get(path);
    expect([answer.status, answer.body]).toEqual([200, fromEnvironment]);
    expect((await api.get(`${path}/`)).body).toEqual(fromEnvironment);
  });
});

describe('PUT /configuration/outgoing-proxy', () => {
  it('is idempotent, and records the client and the field names once', async () => {
    const before = (await eventsAbout(database, 'outgoing-proxy')).length;
    for (let times = 0; times < 2; times += 1) expect((await api.put(path, whole)).status).toBe(204);
    expect((await api.get(path)).body).toEqual(shown);
    expect((await eventsAbout(database, 'outgoing-proxy')).slice(before)).toMatchObject([
      {
        name: 'CONFIGURATION OUTGOING PROXY CHANGED',
        client_id: endpoints.clients.administration.id,
        detail: 'enabled, host, port, username, password, preemptive, direct_hosts',
      },
    ]);
  });

  it('keeps the password encrypted', async () => {
    await api.put(path, whole);
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    const { rows } = await client.query<{ password: Buffer; row: string }>(
      'select password, outgoing_proxy::text as row from outgoing_proxy',
    );
    await client.end();
    expect(rows).toHaveLength(1);
    expect(rows[0]?.password.toString('latin1')).not.toContain(password);
    expect(rows[0]?.row).not.toContain(password);
  });

  it('clears every field that is not sent, the password too', async () => {
    await api.put(path, whole);
    expect((await api.put(path, { enabled: false })).status).toBe(204);
    expect((await api.get(path)).body).toEqual({
      source: 'configuration',
      enabled: false,
      host: null,
      port: null,
      username: null,
      password_set: false,
      preemptive: true,
      direct_hosts: [],
    });
    expect(await refusal('PUT', { ...whole, password: undefined })).toMatchObject({
      status: 400,
      code: 'missing',
      parameter: 'password',
    });
  });

  it('stores one of eight concurrent configurations', async () => {
    const ports = Array.from({ length: 8 }, (_, index) => 8001 + index);
    expect(
      new Set((await Promise.all(ports.map((port) => api.put(path, { ...whole, port })))).map(({ status }) => status)),
    ).toEqual(new Set([204]));
    expect(ports).toContain((await api.get(path)).body.port);
  });

  it.each<[string, object, string, string?]>([
    ['no switch', { enabled: undefined }, 'enabled'],
    ['no host', { host: undefined }, 'host', 'missing'],
    ['no port', { port: null }, 'port', 'missing'],
    ['a URL', { host: 'http://proxy.example' }, 'host', 'invalid_host'],
    ['a host with a port', { host: 'proxy.example:80' }, 'host', 'invalid_host'],
    ['a host with a line break', { host: 'proxy.example\r\nX: y' }, 'host', 'invalid_host'],
    ['a host with credentials', { host: 'a@proxy.example' }, 'host', 'invalid_host'],
    ['a host with an empty label', { host: 'proxy..example' }, 'host', 'invalid_host'],
    ['a host that is too long', { host: 'a.'.repeat(127) }, 'host'],
    ['a port out of range', { port: 65_536 }, 'port'],
    ['a port that is text', { port: '8080' }, 'port'],
    ['a username with a colon', { username: 'a:b' }, 'username'],
    ['a username without a password', { password: null }, 'password', 'missing'],
    ['a password without a username', { username: null }, 'username', 'missing'],
    ['a password with NUL', { password: 'a\0' }, 'password'],
    ['an empty password', { password: '' }, 'password'],
    ['a wildcard', { direct_hosts: ['*.example'] }, 'direct_hosts.0'],
    ['too many hosts', { direct_hosts: Array.from({ length: 101 }, () => 'a') }, 'direct_hosts'],
    ['an unknown field', { source: 'none', secret: 1 }, 'secret'],
  ])('refuses %s, and changes nothing', async (_, change, parameter, reason) => {
    const answer = await refusal('PUT', { ...whole, ...change });
    expect(answer).toMatchObject({ status: 400, parameter, ...(reason ? { code: reason } : {}) });
    expect(JSON.stringify(answer)).not.toContain(password);
    expect((await api.get(path)).body.source).toBe('environment');
  });
});

describe('PATCH /configuration/outgoing-proxy', () => {
  it('changes only what is sent, and refuses another host without the password', async () => {
    await api.put(path, whole);
    expect((await api.patch(path, { preemptive: true, direct_hosts: [] })).status).toBe(204);
    expect((await api.get(path)).body).toEqual({ ...shown, preemptive: true, direct_hosts: [] });
    for (const change of [{ host: 'evil.example' }, { port: 666 }, { host: 'evil.example', username: 'other' }]) {
      expect(await refusal('PATCH', change)).toMatchObject({
        status: 400,
        code: 'needed_with_host',
        parameter: 'password',
      });
    }
    expect((await api.patch(path, { host: 'other.example', password: 'another' })).status).toBe(204);
    expect((await api.patch(path, { port: 9090, username: null, password: null })).status).toBe(204);
    expect((await api.get(path)).body).toMatchObject({
      host: 'other.example',
      port: 9090,
      username: null,
      password_set: false,
    });
  });

  it('starts from an empty configuration, so that the password of the environment is not sent to another host', async () => {
    expect(await refusal('PATCH', { username: 'server' })).toMatchObject({ status: 204 });
    expect(
      await refusal('PATCH', { enabled: true, host: 'evil.example', port: 3128, username: 'server' }),
    ).toMatchObject({ status: 400, code: 'missing', parameter: 'password' });
    expect((await api.patch(path, { enabled: true, host: 'other.example', port: 3128 })).status).toBe(204);
    expect((await api.get(path)).body).toEqual({
      source: 'configuration',
      enabled: true,
      host: 'other.example',
      port: 3128,
      username: null,
      password_set: false,
      preemptive: true,
      direct_hosts: [],
    });
  });

  it('accepts the body that was read and changes nothing', async () => {
    const answers = [await api.get(path)];
    expect((await api.patch(path, answers[0]?.body)).status).toBe(204);
    expect((await api.get(path)).body).toEqual(fromEnvironment);
    await api.put(path, whole);
    const before = await api.get(path);
    expect((await api.patch(path, before.body)).status).toBe(204);
    expect((await api.get(path)).headers.get('etag')).toBe(before.headers.get('etag'));
  });

  it('refuses another value for a read-only field', async () => {
    for (const change of [{ source: 'configuration' }, { password_set: false }])
      expect(await refusal('PATCH', change)).toMatchObject({
        status: 400,
        code: 'read_only',
        parameter: Object.keys(change)[0],
      });
  });
});

describe('If-Match on /configuration/outgoing-proxy', () => {
  it('refuses a change with a stale ETag, also after a change of the password', async () => {
    const none = (await api.get(path)).headers.get('etag') as string;
    expect((await api.call('PUT', path, { body: whole, headers: { 'if-match': none } })).status).toBe(204);
    const first = (await api.get(path)).headers.get('etag') as string;
    await api.patch(path, { password: 'another' });
    for (const tag of [none, first]) {
      for (const method of ['PUT', 'PATCH', 'DELETE']) {
        const answer = await api.call(method, path, {
          ...(method === 'DELETE' ? {} : { body: { enabled: false } }),
          headers: { 'if-match': tag },
        });
        expect([answer.status, answer.body.code]).toEqual([412, 'configuration_changed']);
      }
    }
    expect((await api.get(path)).body.enabled).toBe(true);
  });
});

describe('DELETE /configuration/outgoing-proxy', () => {
  it('restores the proxy of the environment; the second call answers 404', async () => {
    await api.put(path, whole);
    expect((await api.remove(path)).status).toBe(204);
    expect((await api.remove(path)).status).toBe(404);
    expect((await api.get(path)).body).toEqual(fromEnvironment);
    expect((await eventsAbout(database, 'outgoing-proxy')).at(-1)).toMatchObject({
      name: 'CONFIGURATION OUTGOING PROXY DELETED',
      detail: null,
    });
  });
});

describe('callers of /configuration/outgoing-proxy', () => {
  it('need the configuration scope', async () => {
    const client = newClient();
    await api.post('/api-clients', {
      name: 'x',
      client_id: client.id,
      client_secret: client.secret,
      scopes: ['onegini_api_admin', 'onegini_api_mobile_authentication'],
    });
    const at = { api: url, clients: endpoints.clients };
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const options = ['PUT', 'PATCH'].includes(method) ? { body: { enabled: false } } : {};
      expect(
        (await createConfigurationApi(at, { id: 'unknown', secret: 'x' }).call(method, path, options)).status,
      ).toBe(401);
      expect((await createConfigurationApi(at, client).call(method, path, options)).body.code).toBe('forbidden');
    }
    expect((await api.get(path)).body).toEqual(fromEnvironment);
  });
});
