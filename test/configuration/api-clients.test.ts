import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { exportJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { createSecondSite } from '../attack/support/second-client.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { basic, callForm } from '../support/website.ts';
import { changeLimit, createConfigurationApi, eventsAbout, eventsOfRequest, newClient } from './support/configuration-api.ts';

const { endpoints, environment } = useStack();
const api = createConfigurationApi(endpoints);
const path = (id: string) => `/api-clients/${encodeURIComponent(id)}`;
const database = environment['COUNTERSIGN_DATABASE_URL'] as string;

async function create(fields: Record<string, unknown> = {}) {
  const client = newClient();
  const answer = await api.post('/api-clients', { name: 'Portal', client_id: client.id, client_secret: client.secret, scopes: ['onegini_api_mobile_authentication'], ...fields });
  expect(answer.status).toBe(201);
  return client;
}

/** Status of a call of the website API by a client. */
function callAs(client: { id: string; secret: string }): Promise<number> {
  return callForm('GET', `${endpoints.api}/oauth/api/v4/authenticate/user/nobody/enabled`, undefined, { authorization: basic(client) }).then(({ status }) => status);
}

const becomes = (client: { id: string; secret: string }, status: number) => eventually(async () => ((await callAs(client)) === status ? true : undefined), changeLimit);

async function ecJwk(namedCurve = 'P-256') {
  return exportJWK(generateKeyPairSync('ec', { namedCurve }).publicKey);
}

const rsaJwk = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });

describe('POST /configuration/api-clients', () => {
  it('adds a client that can call, and names where it is', async () => {
    const client = newClient();
    const answer = await api.post('/api-clients', { name: 'Portal', client_id: client.id, client_secret: client.secret, scopes: ['onegini_api_mobile_authentication', 'onegini_api_mobile_authentication'] });
    expect([answer.status, answer.body]).toEqual([201, null]);
    expect(answer.headers.get('location')).toBe(`${endpoints.api}/oauth/api/v1/configuration/api-clients/${client.id}`);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    await becomes(client, 200);
    expect((await api.get(path(client.id))).body).toEqual({
      name: 'Portal',
      client_id: client.id,
      authentication_method: 'client_secret_basic',
      public_jwk: null,
      jwks_uri: null,
      scopes: ['onegini_api_mobile_authentication'],
      public_base_uri: null,
    });
  });

  it('takes secrets with the characters that forms encode', async () => {
    const secret = ` a+b%20c&d=~${randomUUID()} `;
    const client = { ...(await create({ client_secret: secret })), secret };
    await becomes(client, 200);
    expect(await callAs({ ...client, secret: encodeURIComponent(secret) })).toBe(200);
  });

  it('takes ids with the characters that addresses encode', async () => {
    const client = newClient();
    const id = `a/b?c#d%e+f&g=${client.id}`.slice(0, 64);
    const answer = await api.post('/api-clients', { name: 'Portal', client_id: id, client_secret: client.secret, scopes: ['onegini_api_mobile_authentication'] });
    const found = await fetch(answer.headers.get('location') as string, { headers: { authorization: basic(endpoints.clients.administration) } });
    expect([found.status, ((await found.json()) as { client_id: string }).client_id]).toEqual([200, id]);
    await becomes({ ...client, id }, 200);
    expect((await api.remove(path(id))).status).toBe(204);
  });

  it('adds one of sixteen with the same id at once', async () => {
    const client = newClient();
    const body = { name: 'Portal', client_id: client.id, client_secret: client.secret };
    const answers = await Promise.all(Array.from({ length: 16 }, () => api.post('/api-clients', body)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(15);
    for (const { body: told } of refused) expect([told.code, told.details]).toEqual(['conflict', [{ code: 'already_exists', parameter: 'client_id' }]]);
  });

  it('records who added what, and no secret', async () => {
    const client = await create();
    expect(await eventsAbout(database, client.id)).toMatchObject([{ name: 'CONFIGURATION API CLIENT CREATED', client_id: endpoints.clients.administration.id, detail: 'name, client_secret, scopes' }]);
  });

  const refused: [string, Record<string, unknown>, string, string?][] = [
    ['no name', { name: undefined }, 'name'],
    ['an empty name', { name: '' }, 'name'],
    ['a name with NUL', { name: 'a\0b' }, 'name'],
    ['no id', { client_id: undefined }, 'client_id'],
    ['an id with a colon', { client_id: 'a:b' }, 'client_id'],
    ['an id that is a path', { client_id: '../events' }, 'client_id'],
    ['no secret', { client_secret: undefined }, 'client_secret', 'missing'],
    ['a short secret', { client_secret: 'letmein' }, 'client_secret', 'weak_secret'],
    ['a long secret of one letter', { client_secret: 'a'.repeat(40) }, 'client_secret', 'weak_secret'],
    ['a secret that is a list', { client_secret: ['x'.repeat(32)] }, 'client_secret'],
    ['an unknown method', { authentication_method: 'none' }, 'authentication_method'],
    ['an unknown scope', { scopes: ['onegini_api_everything'] }, 'scopes.0'],
    ['scopes in one text', { scopes: 'onegini_api_events' }, 'scopes'],
    ['an unknown field', { secret_hash: 'x' }, 'secret_hash'],
    ['a field of objects', { constructor: {} }, 'constructor'],
    ['a key beside a secret', { jwks_uri: 'https://portal.example/jwks' }, 'jwks_uri', 'not_of_method'],
    ['a secret beside a key', { authentication_method: 'private_key_jwt', jwks_uri: 'https://portal.example/jwks' }, 'client_secret', 'not_of_method'],
    ['no key', { authentication_method: 'private_key_jwt', client_secret: undefined }, 'public_jwk', 'missing'],
    ['an address that is none', { public_base_uri: 'data:text/html,x' }, 'public_base_uri', 'invalid_url'],
  ];

  it.each(refused)('refuses %s', async (_, fields, parameter, reason) => {
    const client = newClient();
    const answer = await api.post('/api-clients', { name: 'Portal', client_id: client.id, client_secret: client.secret, ...fields });
    expect([answer.status, answer.body.code, answer.body.details[0].parameter]).toEqual([400, 'invalid_request', parameter]);
    if (reason) expect(answer.body.details[0].code).toBe(reason);
    expect(JSON.stringify(answer.body)).not.toContain(client.secret);
    expect((await api.get(path(client.id))).status).toBe(404);
  });

  const keys: [string, () => unknown, string][] = [
    ['a private key', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), 'private_key'],
    ['a secret key', () => ({ kty: 'oct', k: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0' }), 'private_key'],
    ['a point that is not on the curve', () => ({ kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) }), 'not_a_key'],
    ['a curve for coins', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({ format: 'jwk' }), 'unsupported_key'],
    ['an Ed25519 key', () => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }), 'not_a_key'],
    ['RSA with 1024 bits', () => rsaJwk(1024), 'weak_key'],
    ['RSA with 4104 bits', () => ({ kty: 'RSA', e: 'AQAB', n: Buffer.alloc(513, 0xc3).toString('base64url') }), 'weak_key'],
    ['RSA with the exponent 1', () => ({ kty: 'RSA', e: 'AQ', n: rsaJwk(2048).n }), 'weak_key'],
    ['a key for encryption', async () => ({ ...(await ecJwk()), use: 'enc' }), 'wrong_use'],
    ['a key for another algorithm', async () => ({ ...(await ecJwk()), alg: 'HS256' }), 'unsupported_key'],
    ['a text', () => 'key', ''],
  ];

  it.each(keys)('refuses %s as a key', async (_, key, reason) => {
    const answer = await api.post('/api-clients', { name: 'Portal', client_id: newClient().id, authentication_method: 'private_key_jwt', public_jwk: await key() });
    expect([answer.status, answer.body.details[0].parameter]).toEqual([400, 'public_jwk']);
    if (reason) expect(answer.body.details[0].code).toBe(reason);
  });

  it.each([
    ['P-256', () => ecJwk()],
    ['P-384', () => ecJwk('P-384')],
    ['P-521', () => ecJwk('P-521')],
    ['RSA with 2048 bits', () => rsaJwk(2048)],
    ['RSA with 4096 bits', () => rsaJwk(4096)],
  ])('takes a key on %s', async (_, key) => {
    const client = newClient();
    const public_jwk = { ...(await key()), kid: 'first', use: 'sig' };
    expect((await api.post('/api-clients', { name: 'Portal', client_id: client.id, authentication_method: 'private_key_jwt', public_jwk })).status).toBe(201);
    expect((await api.get(path(client.id))).body.public_jwk).toEqual(public_jwk);
  });
});

describe('GET /configuration/api-clients', () => {
  it('lists clients, 100 a page, without a trace of secrets', async () => {
    const client = await create();
    const { status, body } = await api.get('/api-clients');
    expect([status, Object.keys(body)]).toEqual([200, ['result']]);
    const listed = await api.list('/api-clients');
    const own = listed.find(({ client_id }: { client_id: string }) => client_id === client.id);
    expect(Object.keys(own).toSorted()).toEqual(['authentication_method', 'client_id', 'jwks_uri', 'name', 'public_base_uri', 'public_jwk', 'scopes']);
    expect(JSON.stringify(listed)).not.toContain(client.secret);
    expect((await api.get('/api-clients/?page=4000')).body).toEqual({ result: [] });
    for (const page of ['-1', 'x', '1.5', '']) expect((await api.get(`/api-clients?page=${page}`)).status).toBe(page === '' ? 200 : 400);
  });

  it('knows no client that is not there, with and without a slash at the end', async () => {
    expect((await api.get(path('nobody'))).body).toMatchObject({ code: 'not_found' });
    expect((await api.get(`${path((await create()).id)}/`)).status).toBe(200);
  });
});

describe('PATCH /configuration/api-clients/{client_id}', () => {
  it('changes what is sent and nothing else', async () => {
    const client = await create({ public_base_uri: 'https://portal.example' });
    const before = (await api.get(path(client.id))).body;
    const answer = await api.patch(path(client.id), { name: 'New portal' });
    expect([answer.status, answer.body]).toEqual([204, null]);
    expect((await api.get(path(client.id))).body).toEqual({ ...before, name: 'New portal' });
    await becomes(client, 200);
    expect((await eventsAbout(database, client.id)).at(-1)).toMatchObject({ name: 'CONFIGURATION API CLIENT CHANGED', detail: 'name' });
  });

  it('clears what is sent as null', async () => {
    const client = await create({ public_base_uri: 'https://portal.example' });
    expect((await api.patch(path(client.id), { public_base_uri: null })).status).toBe(204);
    expect((await api.get(path(client.id))).body.public_base_uri).toBeNull();
  });

  it('is no event when it changes nothing, twice or empty', async () => {
    const client = await create();
    expect((await api.patch(path(client.id), {})).status).toBe(204);
    expect((await api.patch(path(client.id), { name: 'Portal', client_id: client.id })).status).toBe(204);
    expect(await eventsAbout(database, client.id)).toHaveLength(1);
  });

  it('replaces a secret; the old one is refused from then on', async () => {
    const client = await create();
    await becomes(client, 200);
    const next = { ...client, secret: newClient().secret };
    expect((await api.patch(path(client.id), { client_secret: next.secret })).status).toBe(204);
    await becomes(next, 200);
    expect(await callAs(client)).toBe(401);
    expect((await eventsAbout(database, client.id)).at(-1)?.detail).toBe('client_secret');
  });

  it('drops the secret with its method: it does not come back with it', async () => {
    const client = await create();
    await becomes(client, 200);
    expect((await api.patch(path(client.id), { authentication_method: 'private_key_jwt', public_jwk: await ecJwk() })).status).toBe(204);
    await becomes(client, 401);
    const back = await api.patch(path(client.id), { authentication_method: 'client_secret_basic', public_jwk: null });
    expect([back.status, back.body.details[0]]).toMatchObject([400, { parameter: 'client_secret', code: 'missing' }]);
    expect((await api.get(path(client.id))).body.authentication_method).toBe('private_key_jwt');
  });

  it('leaves no client without credentials', async () => {
    const client = await create();
    expect((await api.patch(path(client.id), { client_secret: null })).body.details[0].code).toBe('missing');
    expect((await api.patch(path(client.id), { public_jwk: await ecJwk() })).body.details[0].code).toBe('not_of_method');
    await becomes(client, 200);
  });

  it('changes no id, and says so', async () => {
    const client = await create();
    expect((await api.patch(path(client.id), { client_id: 'another' })).body.details[0]).toMatchObject({ code: 'read_only', parameter: 'client_id' });
  });

  it('loses no field of two changes at once', async () => {
    const client = await create();
    const changes = [{ name: 'Other' }, { public_base_uri: 'https://other.example' }, { scopes: ['onegini_api_events'] }];
    expect((await Promise.all(changes.map((change) => api.patch(path(client.id), change)))).map(({ status }) => status)).toEqual([204, 204, 204]);
    expect((await api.get(path(client.id))).body).toMatchObject(Object.assign({}, ...changes));
  });

  it('knows no client that is not there', async () => {
    expect((await api.patch(path('nobody'), { name: 'x' })).status).toBe(404);
  });
});

describe('DELETE /configuration/api-clients/{client_id}', () => {
  it('ends a client; twice is unknown', async () => {
    const client = await create();
    await becomes(client, 200);
    expect((await api.remove(path(client.id))).status).toBe(204);
    await becomes(client, 401);
    expect((await api.remove(path(client.id))).status).toBe(404);
    expect((await eventsAbout(database, client.id)).at(-1)?.name).toBe('CONFIGURATION API CLIENT DELETED');
  });

  it('does not saw off the branch it sits on', async () => {
    const administrator = await create({ scopes: ['onegini_api_admin'] });
    const own = createConfigurationApi(endpoints, administrator);
    await eventually(async () => ((await own.get(path(administrator.id))).status === 200 ? true : undefined), changeLimit);
    expect((await own.remove(path(administrator.id))).body).toMatchObject({ code: 'conflict', details: [{ code: 'locks_out_caller' }] });
    expect((await own.patch(path(administrator.id), { scopes: ['onegini_api_config'] })).body).toMatchObject({ code: 'conflict', details: [{ code: 'locks_out_caller' }] });
  });
});

describe('callers of /configuration/api-clients', () => {
  it('are unknown without credentials', async () => {
    for (const [method, where] of [['GET', ''], ['POST', ''], ['PATCH', '/x'], ['DELETE', '/x']] as const) {
      const answer = await createConfigurationApi(endpoints, { id: 'x', secret: 'x' }).call(method, `/api-clients${where}`, method === 'POST' || method === 'PATCH' ? { body: {} } : {});
      expect([answer.status, answer.body.code, answer.body.details]).toEqual([401, 'unauthorized', []]);
      expect(answer.headers.get('www-authenticate')).toContain('Basic');
    }
  });

  it('may not come with the scope of the rest of the configuration, or any other', async () => {
    const everythingElse = ['onegini_api_config', 'onegini_api_mobile_authentication', 'onegini_api_end_user', 'onegini_api_events', 'onegini_api_token_introspection'];
    const { client } = await createSecondSite(everythingElse);
    const api2 = createConfigurationApi(endpoints, client);
    for (const where of ['/api-clients', '/api-clients/', '/api-clients/x', '/api-clients%2Fx', '//api-clients']) {
      const answer = await api2.get(where);
      expect([where, answer.status === 403 || answer.status === 404]).toEqual([where, true]);
    }
    const requestId = `probe-${randomUUID()}`;
    const answer = await api2.call('POST', '/api-clients', { body: { name: 'x', client_id: 'x', client_secret: newClient().secret }, headers: { 'x-request-id': requestId } });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    expect(await eventsOfRequest(database, requestId)).toMatchObject([{ name: 'API INSUFFICIENT PERMISSIONS', client_id: client.id, detail: 'onegini_api_admin' }]);
  });

  it('send JSON', async () => {
    expect((await api.call('POST', '/api-clients', { text: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status).toBe(415);
    expect((await api.call('POST', '/api-clients', { text: '{' })).body.code).toBe('invalid_request');
    expect((await api.call('POST', '/api-clients', { text: '[]' })).body.code).toBe('invalid_request');
    expect((await api.call('POST', '/api-clients', { text: '{"__proto__":{"name":"x"}}' })).status).toBe(400);
    expect((await api.call('PUT', '/api-clients', { body: {} })).status).toBe(405);
  });
});
