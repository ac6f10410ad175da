import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { useStack } from '../../support/stack.ts';
import { createConfigurationApi, eventsOfRequest, newClient } from '../support/configuration-api.ts';

// Geolocation is off in this stack, so the server never calls the configured provider.
const { endpoints, environment } = useStack();
const api = createConfigurationApi(endpoints);
const database = environment['COUNTERSIGN_DATABASE_URL'] as string;
const path = '/geolocation';
const secret = `Bearer ${randomUUID()}`;
const http = {
  provider: 'HTTP',
  url: 'https://places.example/v1/{ip}?lang=en',
  headers: { Authorization: secret, 'X-Account': '42' },
};
const shown = {
  provider: 'HTTP',
  url: http.url,
  header_names: ['Authorization', 'X-Account'],
  country_code_pointer: '/country_code',
  region_pointer: '/region',
  city_pointer: '/city',
  database_file: null,
};
const put = (body: object, headers: Record<string, string> = {}) => api.call('PUT', path, { body, headers });

beforeEach(async () => {
  await api.remove(path);
  expect((await put(http)).status).toBe(204);
});

async function storedHeaders(): Promise<string> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    return (await client.query<{ row: string }>('select g::text as row from geolocation_service g')).rows
      .map(({ row }) => row)
      .join('\n');
  } finally {
    await client.end();
  }
}

describe('/configuration/geolocation', () => {
  it('stores every field and returns all but the values of the headers', async () => {
    const { body, headers } = await api.get(path);
    expect(body).toEqual(shown);
    expect(headers.get('etag')).toMatch(/^"[\w-]{22}"$/);
    expect(await storedHeaders()).not.toContain(secret);
    expect((await api.get(`${path}/`)).body).toEqual(shown);
  });

  it('answers 404 while no provider is configured', async () => {
    expect((await api.remove(path)).status).toBe(204);
    for (const answer of [await api.get(path), await api.remove(path), await api.patch(path, {})])
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });

  it('keeps the headers when PUT omits them, and drops them when a file replaces the service', async () => {
    expect(
      (
        await put({
          provider: 'HTTP',
          url: 'https://places.example/v2/{ip}',
          country_code_pointer: '/country/iso_code',
        })
      ).status,
    ).toBe(204);
    expect((await api.get(path)).body).toEqual({
      ...shown,
      url: 'https://places.example/v2/{ip}',
      country_code_pointer: '/country/iso_code',
    });
    expect((await put({ provider: 'DATABASE', database_file: 'GeoLite2-City.mmdb' })).status).toBe(204);
    expect((await api.get(path)).body).toEqual({
      ...shown,
      provider: 'DATABASE',
      url: null,
      header_names: [],
      database_file: 'GeoLite2-City.mmdb',
    });
    expect((await put({ provider: 'HTTP', url: http.url })).status).toBe(204);
    expect((await api.get(path)).body).toEqual({ ...shown, header_names: [] });
  });

  it('changes only what is sent, accepts what was read, and refuses another value for a read-only field', async () => {
    const { body, headers } = await api.get(path);
    expect((await api.patch(path, body)).status).toBe(204);
    expect((await put(body)).status).toBe(204);
    expect((await api.get(path)).headers.get('etag')).toBe(headers.get('etag'));
    expect((await api.patch(path, { city_pointer: '/city/name' })).status).toBe(204);
    expect((await api.get(path)).body).toEqual({ ...shown, city_pointer: '/city/name' });
    const refused = await api.patch(path, { header_names: ['Other'] });
    expect([refused.status, refused.body.details]).toMatchObject([
      400,
      [{ code: 'read_only', parameter: 'header_names' }],
    ]);
  });

  it('refuses another host unless the headers are sent with it', async () => {
    for (const method of ['PUT', 'PATCH']) {
      for (const url of [
        'https://thief.example/{ip}',
        'https://places.example:8443/{ip}',
        'https://places.example.thief.example/{ip}',
      ]) {
        const answer = await api.call(method, path, { body: { provider: 'HTTP', url } });
        expect([answer.status, answer.body.details]).toMatchObject([
          400,
          [{ code: 'needed_with_url', parameter: 'headers' }],
        ]);
      }
      expect((await api.get(path)).body).toEqual(shown);
    }
    // A change to a file cannot keep the headers for a later host either.
    expect((await api.patch(path, { provider: 'DATABASE', database_file: 'a.mmdb' })).body.details).toMatchObject([
      { code: 'not_used' },
    ]);
    expect((await api.patch(path, { url: 'https://other.example/{ip}', headers: null })).status).toBe(204);
    expect((await api.get(path)).body).toMatchObject({ url: 'https://other.example/{ip}', header_names: [] });
  });

  it('refuses a change with a stale ETag, and accepts one of eight concurrent changes', async () => {
    const tag = (await api.get(path)).headers.get('etag') as string;
    expect((await api.patch(path, { headers: { Authorization: 'Bearer new' } })).status).toBe(204);
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const answer = await api.call(method, path, {
        headers: { 'if-match': tag },
        ...(method === 'DELETE' ? {} : { body: http }),
      });
      expect([answer.status, answer.body.code]).toEqual([412, 'configuration_changed']);
    }
    const current = (await api.get(path)).headers.get('etag') as string;
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => put({ ...http, city_pointer: `/${index}` }, { 'if-match': current })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, ...Array.from({ length: 7 }, () => 412)]);
  });

  it.each<[string, object, string, string?]>([
    ['no provider', { provider: undefined }, 'provider'],
    ['an unknown provider', { provider: 'MAGIC' }, 'provider'],
    ['no URL', { url: undefined }, 'url', 'missing'],
    ['a URL without TLS', { url: 'http://places.example/{ip}' }, 'url', 'invalid_url'],
    [
      'a URL without the placeholder of the IP address',
      { url: 'https://places.example/' },
      'url',
      'placeholder_missing',
    ],
    ['an IP address as the host', { url: 'https://{ip}/places' }, 'url', 'invalid_url'],
    ['an IP address in the host', { url: 'https://{ip}.places.example/' }, 'url', 'invalid_url'],
    ['an IP address as the port', { url: 'https://places.example:{ip}/{ip}' }, 'url', 'invalid_url'],
    ['credentials in the URL', { url: 'https://a:b@places.example/{ip}' }, 'url', 'invalid_url'],
    ['a fragment', { url: 'https://places.example/#{ip}' }, 'url', 'invalid_url'],
    ['a line break', { url: 'https://places.example/{ip}\n' }, 'url', 'invalid_url'],
    [
      'a file in another folder',
      { provider: 'DATABASE', url: undefined, headers: undefined, database_file: '../city.mmdb' },
      'database_file',
    ],
    [
      'a file without the extension',
      { provider: 'DATABASE', url: undefined, headers: undefined, database_file: 'passwd' },
      'database_file',
    ],
    [
      'a file without a name',
      { provider: 'DATABASE', url: undefined, headers: undefined, database_file: '.mmdb' },
      'database_file',
    ],
    ['no file', { provider: 'DATABASE', url: undefined, headers: undefined }, 'database_file', 'missing'],
    ['a file with a URL', { provider: 'DATABASE', database_file: 'city.mmdb' }, 'url', 'not_used'],
    ['a URL with a file', { database_file: 'city.mmdb' }, 'database_file', 'not_used'],
    ['a header value with a line break', { headers: { Authorization: 'a\r\nHost: b' } }, 'headers.Authorization'],
    ['a header of the connection', { headers: { Host: 'places.example' } }, 'headers.Host'],
    ['an invalid header name', { headers: { 'a b': 'c' } }, 'headers.a b'],
    ['a header twice', { headers: { 'X-Key': 'a', 'x-key': 'b' } }, 'headers'],
    ['an invalid pointer', { city_pointer: 'city' }, 'city_pointer'],
    ['an unknown field', { port: 443 }, 'port'],
  ])('refuses %s', async (_, change, parameter, code) => {
    const body = { ...http, ...change };
    const answer = await put(body);
    expect([answer.status, answer.body.details[0].parameter]).toEqual([400, parameter]);
    if (code) expect(answer.body.details).toMatchObject([{ code, parameter }]);
    expect(JSON.stringify(answer.body)).not.toContain(secret);
    expect((await api.get(path)).body).toEqual(shown);
  });

  it('records the client and the field names, but no value', async () => {
    const request = async (method: string, body?: object) => {
      const id = randomUUID();
      expect(
        (await api.call(method, path, { headers: { 'x-request-id': id }, ...(body ? { body } : {}) })).status,
      ).toBe(204);
      return (await eventsOfRequest(database, id)).map(({ name, detail, client_id: client, subject_id: subject }) => ({
        name,
        detail,
        client,
        subject,
      }));
    };
    const subject = 'geolocation';
    const client = endpoints.clients.administration.id;
    expect(await request('PATCH', { headers: { Authorization: 'other' }, city_pointer: '/c' })).toEqual([
      { name: 'CONFIGURATION GEOLOCATION CHANGED', detail: 'headers, city_pointer', client, subject },
    ]);
    expect(await request('PATCH', { city_pointer: '/c' })).toEqual([]);
    expect(await request('DELETE')).toEqual([
      { name: 'CONFIGURATION GEOLOCATION DELETED', detail: null, client, subject },
    ]);
  });

  it('needs the configuration scope', async () => {
    for (const caller of [
      createConfigurationApi(endpoints, endpoints.clients.mobile_authentication),
      createConfigurationApi(endpoints, newClient()),
    ]) {
      for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'])
        expect([401, 403]).toContain((await caller.call(method, path, method === 'GET' ? {} : { body: http })).status);
    }
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const response = await fetch(`${endpoints.api}/oauth/api/v1/configuration${path}`, { method });
      expect(response.status).toBe(401);
    }
    expect((await api.get(path)).body).toEqual(shown);
  });
});
