import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { useStack } from '../../support/stack.ts';
import { basic } from '../../support/website.ts';
import { createConfigurationApi, eventsAbout, newClient } from '../support/configuration-api.ts';
import { becomes, callAs, createClient, ecJwk, pathOf } from '../support/api-clients.ts';

const { endpoints, environment } = useStack();
const api = createConfigurationApi(endpoints);
const database = environment['COUNTERSIGN_DATABASE_URL'] as string;

const rsaJwk = (modulusLength: number) =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });

describe('POST /configuration/api-clients', () => {
  it('adds a client that can call the API, and returns its location', async () => {
    const client = newClient();
    const answer = await api.post('/api-clients', {
      name: 'Portal',
      client_id: client.id,
      client_secret: client.secret,
      scopes: ['onegini_api_mobile_authentication', 'onegini_api_mobile_authentication'],
    });
    expect([answer.status, answer.body]).toEqual([201, null]);
    expect(answer.headers.get('location')).toBe(`${endpoints.api}/oauth/api/v1/configuration/api-clients/${client.id}`);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    await becomes(client, 200);
    expect((await api.get(pathOf(client.id))).body).toEqual({
      name: 'Portal',
      client_id: client.id,
      authentication_method: 'client_secret_basic',
      public_jwk: null,
      jwks_uri: null,
      scopes: ['onegini_api_mobile_authentication'],
      public_base_uri: '',
    });
  });

  it('accepts secrets with characters that form encoding escapes', async () => {
    const secret = ` a+b%20c&d=~${randomUUID()} `;
    const client = { ...(await createClient({ client_secret: secret })), secret };
    await becomes(client, 200);
    expect(await callAs({ ...client, secret: encodeURIComponent(secret) })).toBe(200);
  });

  it('accepts ids with characters that URL encoding escapes', async () => {
    const client = newClient();
    const id = `a/b?c#d%e+f&g=${client.id}`.slice(0, 64);
    const answer = await api.post('/api-clients', {
      name: 'Portal',
      client_id: id,
      client_secret: client.secret,
      scopes: ['onegini_api_mobile_authentication'],
    });
    const found = await fetch(answer.headers.get('location') as string, {
      headers: { authorization: basic(endpoints.clients.administration) },
    });
    expect([found.status, ((await found.json()) as { client_id: string }).client_id]).toEqual([200, id]);
    await becomes({ ...client, id }, 200);
    expect((await api.remove(pathOf(id))).status).toBe(204);
  });

  it('adds one of sixteen concurrent clients with the same id', async () => {
    const client = newClient();
    const body = { name: 'Portal', client_id: client.id, client_secret: client.secret };
    const answers = await Promise.all(Array.from({ length: 16 }, () => api.post('/api-clients', body)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(15);
    for (const { body: told } of refused)
      expect([told.code, told.details]).toEqual(['conflict', [{ code: 'already_exists', parameter: 'client_id' }]]);
  });

  it('records the caller and the field names, but no value', async () => {
    const client = await createClient();
    expect(await eventsAbout(database, client.id)).toMatchObject([
      {
        name: 'CONFIGURATION API CLIENT CREATED',
        client_id: endpoints.clients.administration.id,
        detail: 'name, client_secret, scopes',
      },
    ]);
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
    ['scopes that are text', { scopes: 'onegini_api_events' }, 'scopes'],
    ['an unknown field', { secret_hash: 'x' }, 'secret_hash'],
    ['a field with the name of an inherited member', { constructor: {} }, 'constructor'],
    ['a key next to a secret', { jwks_uri: 'https://portal.example/jwks' }, 'jwks_uri', 'not_of_method'],
    [
      'a secret next to a key',
      { authentication_method: 'private_key_jwt', jwks_uri: 'https://portal.example/jwks' },
      'client_secret',
      'not_of_method',
    ],
    ['no key', { authentication_method: 'private_key_jwt', client_secret: undefined }, 'public_jwk', 'missing'],
    ['a base URI that is no http(s) URL', { public_base_uri: 'data:text/html,x' }, 'public_base_uri', 'invalid_url'],
  ];

  it.each(refused)('refuses %s', async (_, fields, parameter, reason) => {
    const client = newClient();
    const answer = await api.post('/api-clients', {
      name: 'Portal',
      client_id: client.id,
      client_secret: client.secret,
      ...fields,
    });
    expect([answer.status, answer.body.code, answer.body.details[0].parameter]).toEqual([
      400,
      'invalid_request',
      parameter,
    ]);
    if (reason) expect(answer.body.details[0].code).toBe(reason);
    expect(JSON.stringify(answer.body)).not.toContain(client.secret);
    expect((await api.get(pathOf(client.id))).status).toBe(404);
  });

  const keys: [string, () => unknown, string][] = [
    [
      'a private key',
      () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
      'private_key',
    ],
    ['a secret key', () => ({ kty: 'oct', k: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0' }), 'private_key'],
    [
      'a point that is not on the curve',
      () => ({ kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) }),
      'not_a_key',
    ],
    [
      'a key on the curve secp256k1',
      () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({ format: 'jwk' }),
      'unsupported_key',
    ],
    ['an Ed25519 key', () => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }), 'not_a_key'],
    ['RSA with 1024 bits', () => rsaJwk(1024), 'weak_key'],
    [
      'RSA with 4104 bits',
      () => ({ kty: 'RSA', e: 'AQAB', n: Buffer.alloc(513, 0xc3).toString('base64url') }),
      'weak_key',
    ],
    ['RSA with the exponent 1', () => ({ kty: 'RSA', e: 'AQ', n: rsaJwk(2048).n }), 'weak_key'],
    ['a key for encryption', async () => ({ ...(await ecJwk()), use: 'enc' }), 'wrong_use'],
    ['a key for another algorithm', async () => ({ ...(await ecJwk()), alg: 'HS256' }), 'unsupported_key'],
    ['text', () => 'key', 'not_a_key'],
  ];

  it.each(keys)('refuses as a key: %s', async (_, key, reason) => {
    const answer = await api.post('/api-clients', {
      name: 'Portal',
      client_id: newClient().id,
      authentication_method: 'private_key_jwt',
      public_jwk: await key(),
    });
    expect([answer.status, answer.body.details[0].parameter]).toEqual([400, 'public_jwk']);
    if (reason) expect(answer.body.details[0].code).toBe(reason);
  });

  it.each([
    ['P-256', () => ecJwk()],
    ['P-384', () => ecJwk('P-384')],
    ['P-521', () => ecJwk('P-521')],
    ['RSA with 2048 bits', () => rsaJwk(2048)],
    ['RSA with 4096 bits', () => rsaJwk(4096)],
  ])('accepts a key of %s', async (_, key) => {
    const client = newClient();
    const public_jwk = { ...(await key()), kid: 'first', use: 'sig' };
    expect(
      (
        await api.post('/api-clients', {
          name: 'Portal',
          client_id: client.id,
          authentication_method: 'private_key_jwt',
          public_jwk,
        })
      ).status,
    ).toBe(201);
    expect((await api.get(pathOf(client.id))).body.public_jwk).toEqual(public_jwk);
  });
});
