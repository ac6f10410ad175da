import { createHmac, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createConfigurationApi, eventsOfRequest, newClient } from '../configuration/support/configuration-api.ts';
import { distinguishability, leastDifference } from '../attack/support/compare-times.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { basic, callForm } from '../support/website.ts';
import { addSigningClient, bearer, makeSigningKey, startKeyPublisher } from './support/signing-client.ts';

const { endpoints, environment } = useStack();
const { api } = endpoints;
const configuration = createConfigurationApi(endpoints);
const key = makeSigningKey();
let client: string;

const call = (authorization: string) =>
  callForm('GET', `${api}/oauth/api/v4/authenticate/user/unknown/enabled`, undefined, { authorization });
const statusOf = async (id: string, options: Partial<Parameters<typeof bearer>[1]> = {}) =>
  (await call(await bearer(id, { key, api, ...options }))).status;
/** Waits until a call of the client has a status. */
const becomes = (id: string, status: number, options: Partial<Parameters<typeof bearer>[1]> = {}) =>
  eventually(async () => ((await statusOf(id, options)) === status ? true : undefined));

beforeAll(async () => {
  client = await addSigningClient(configuration, { public_jwk: key.jwk });
  await becomes(client, 200);
});

describe('a client with private_key_jwt', () => {
  it('is authenticated by its JWT on form and JSON surfaces', async () => {
    expect(await statusOf(client)).toBe(200);
    const all = await addSigningClient(configuration, {
      public_jwk: key.jwk,
      scopes: ['onegini_api_admin', 'onegini_api_config', 'onegini_api_events', 'onegini_api_end_user'],
    });
    const read = async (path: string) =>
      callForm('GET', `${api}/oauth/api/v1/${path}`, undefined, { authorization: await bearer(all, { key, api }) });
    await eventually(async () => ((await read('events')).status === 200 ? true : undefined));
    for (const path of ['configuration/api-clients', 'configuration/features', `otp/${randomUUID()}`]) {
      const answer = await read(path);
      expect([path, answer.status]).toEqual([path, 200]);
    }
    const initialised = await callForm(
      'POST',
      `${api}/oauth/api/v4/authenticate/user`,
      { type: 'none', user_id: 'x', message: 'x' },
      { authorization: await bearer(client, { key, api }) },
    );
    expect(initialised.body.error_code).toBe('4000');
  });

  it('is refused with the error of the contract', async () => {
    const { status, headers, body } = await call(await bearer(client, { key: makeSigningKey(), api }));
    expect([status, body.error, headers.get('www-authenticate')]).toEqual([
      401,
      'invalid_client',
      'Basic realm="countersign", charset="UTF-8"',
    ]);
    expect(Object.keys(body)).toEqual(expect.arrayContaining(['error', 'error_description']));
  });

  it.each([
    ['the key of another client', async () => bearer(client, { key: { ...makeSigningKey(), kid: key.kid }, api })],
    ['the audience of another server', async () => bearer(client, { key, api: 'https://evil.example' })],
    ['no jti', async () => bearer(client, { key, api, claims: { jti: undefined } })],
    [
      'a lifetime of six minutes',
      async () => bearer(client, { key, api, claims: { exp: Math.floor(Date.now() / 1000) + 360 } }),
    ],
    [
      'a lifetime of two hours',
      async () => bearer(client, { key, api, claims: { exp: Math.floor(Date.now() / 1000) + 7200 } }),
    ],
    ["another client's id", async () => bearer(endpoints.clients.administration.id, { key, api })],
    ['an unknown id', async () => bearer('unknown', { key, api })],
    ['no signature', async () => (await bearer(client, { key, api })).replace(/\.[^.]*$/, '.')],
    ['its client id and a secret', async () => basic({ id: client, secret: '' })],
    ['its client id and its key as a secret', async () => basic({ id: client, secret: JSON.stringify(key.jwk) })],
    ['an empty Bearer', async () => 'Bearer '],
    ['an access token', async () => `Bearer ${randomUUID()}`],
    ['another scheme', async () => (await bearer(client, { key, api })).replace('Bearer', 'DPoP')],
  ])('is refused with %s', async (_, authorization) => {
    expect((await call(await authorization())).status).toBe(401);
  });

  it('is refused with client_id and client_secret in the form', async () => {
    const form = { client_id: client, client_secret: '', type: 'x', message: 'x' };
    expect((await callForm('POST', `${api}/oauth/api/v4/authenticate/user`, form)).status).toBe(401);
  });

  it('is named in the event of a refusal, with the reason', async () => {
    const requestId = `probe-${randomUUID()}`;
    await callForm('GET', `${api}/oauth/api/v4/authenticate/user/unknown/enabled`, undefined, {
      authorization: await bearer(client, { key: makeSigningKey(), api }),
      'x-request-id': requestId,
    });
    const events = await eventsOfRequest(environment['COUNTERSIGN_DATABASE_URL'] as string, requestId);
    expect(events).toMatchObject([
      {
        name: 'API AUTHENTICATION FAILED',
        client_id: client,
        detail: 'private_key_jwt: no key',
        client_ip: expect.any(String),
      },
    ]);
  });
});

describe('a client with a secret', () => {
  it('is refused with a JWT, also when the secret signs it', async () => {
    const { id, secret } = newClient();
    await configuration.post('/api-clients', {
      name: 'x',
      client_id: id,
      client_secret: secret,
      scopes: ['onegini_api_mobile_authentication'],
    });
    await eventually(async () => ((await call(basic({ id, secret }))).status === 200 ? true : undefined));
    expect(await statusOf(id)).toBe(401);
    const [header, claims] = (await bearer(id, { key, api, header: { alg: 'ES256' } })).slice(7).split('.') as [
      string,
      string,
    ];
    const hs256 = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(header, 'base64url').toString()), alg: 'HS256' }),
    ).toString('base64url');
    expect(
      (
        await call(
          `Bearer ${hs256}.${claims}.${createHmac('sha256', secret).update(`${hs256}.${claims}`).digest('base64url')}`,
        )
      ).status,
    ).toBe(401);
  });
});

describe('the jti of a JWT', () => {
  it('is accepted for one of sixteen concurrent calls', async () => {
    const authorization = await bearer(client, { key, api });
    const statuses = (await Promise.all(Array.from({ length: 16 }, () => call(authorization)))).map(
      ({ status }) => status,
    );
    expect([
      statuses.filter((status) => status === 200).length,
      statuses.filter((status) => status === 401).length,
    ]).toEqual([1, 15]);
  });

  it('may be used by two clients', async () => {
    const other = await addSigningClient(configuration, { public_jwk: key.jwk });
    await becomes(other, 200);
    const claims = { jti: randomUUID() };
    expect([
      await statusOf(client, { claims }),
      await statusOf(other, { claims }),
      await statusOf(client, { claims }),
    ]).toEqual([200, 200, 401]);
  });

  it('is not used up by a caller without the key', async () => {
    const claims = { jti: randomUUID() };
    expect(await statusOf(client, { claims, key: { ...makeSigningKey(), kid: key.kid } })).toBe(401);
    expect(await statusOf(client, { claims })).toBe(200);
  });
});

describe('a jwks_uri', () => {
  it('takes precedence over the static key', async () => {
    const published = makeSigningKey();
    const publisher = await startKeyPublisher(published);
    onTestFinished(publisher.close);
    const id = await addSigningClient(configuration, { public_jwk: key.jwk, jwks_uri: publisher.uri });
    await becomes(id, 200, { key: published });
    expect(await statusOf(id)).toBe(401);
    expect((await configuration.patch(`/api-clients/${id}`, { jwks_uri: null })).status).toBe(204);
    await becomes(id, 200);
    expect(await statusOf(id, { key: published })).toBe(401);
  });

  it('is fetched once for many calls, also with unknown keys', async () => {
    const published = makeSigningKey();
    const publisher = await startKeyPublisher(published);
    onTestFinished(publisher.close);
    const id = await addSigningClient(configuration, { jwks_uri: publisher.uri });
    await becomes(id, 200, { key: published });
    await Promise.all(Array.from({ length: 16 }, () => statusOf(id, { key: published })));
    for (let round = 0; round < 10; round += 1) expect(await statusOf(id, { key: makeSigningKey() })).toBe(401);
    expect(publisher.requests()).toBe(1);
  });

  it.each([
    [
      'a redirect',
      (other: string) => (_: unknown, response: { writeHead(status: number, headers: object): { end(): void } }) =>
        response.writeHead(302, { location: other }).end(),
    ],
    [
      'one megabyte',
      () => (_: unknown, response: { end(text: string): void }) =>
        response.end(JSON.stringify({ keys: [{ ...key.jwk, x5c: ['x'.repeat(1_000_000)] }] })),
    ],
    [
      'a weak key',
      () => (_: unknown, response: { end(text: string): void }) =>
        response.end(
          JSON.stringify({
            keys: [{ kty: 'RSA', e: 'AQAB', n: Buffer.alloc(128, 0xc3).toString('base64url'), kid: key.kid }],
          }),
        ),
    ],
    [
      'a secret key',
      () => (_: unknown, response: { end(text: string): void }) =>
        response.end(JSON.stringify({ keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: key.kid, alg: 'HS256' }] })),
    ],
  ])('that answers with %s authenticates no client', async (_, answer) => {
    const other = await startKeyPublisher(key);
    const publisher = await startKeyPublisher();
    onTestFinished(() => [other, publisher].forEach(({ close }) => close()));
    publisher.answer(answer(other.uri) as Parameters<typeof publisher.answer>[0]);
    const id = await addSigningClient(configuration, { jwks_uri: publisher.uri });
    await eventually(async () => ((await statusOf(id)) === 401 && publisher.requests() > 0 ? true : undefined));
    expect(await statusOf(id)).toBe(401);
    expect(other.requests()).toBe(0);
  });
});

describe('an unknown client and a wrong key', () => {
  it('get the same answer in the same time', { timeout: 300_000 }, async () => {
    const stranger = makeSigningKey();
    const unknown = async () => call(await bearer(`signer-${randomUUID()}`, { key: stranger, api }));
    const wrong = async () => call(await bearer(client, { key: { ...stranger, kid: key.kid }, api }));
    const [one, other] = [await unknown(), await wrong()];
    expect([other.status, other.body]).toEqual([one.status, one.body]);
    expect(await leastDifference(() => distinguishability(unknown, wrong, 200), 0.15)).toBeLessThan(0.15);
  });
});
