import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecondSite } from '../attack/support/second-client.ts';
import { useStack } from '../support/stack.ts';
import { createConfigurationApi, eventsAbout } from './support/configuration-api.ts';

const { endpoints, environment } = useStack();
const api = createConfigurationApi(endpoints);
const all = '/callback-endpoints';
const database = environment['COUNTERSIGN_DATABASE_URL'] as string;

const newUrl = () => `https://shop.example/callback?id=${randomUUID()}`;
const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const whole = () => ({
  url: newUrl(),
  username: 'countersign',
  password: `p:${randomUUID()}`,
  signing_secret: newSecret(),
});

async function create(body: object): Promise<string> {
  const answer = await api.post(all, body);
  expect([answer.status, answer.body]).toEqual([201, null]);
  return new URL(answer.headers.get('location') as string).pathname.split('/').at(-1) as string;
}

describe('POST /configuration/callback-endpoints', () => {
  it('stores every field that is sent and returns all but the secrets', async () => {
    const body = whole();
    const id = await create(body);
    expect((await api.get(`${all}/${id}`)).body).toEqual({ id, url: body.url, username: 'countersign', signed: true });
    const url = newUrl();
    const bare = await create({ url });
    expect((await api.get(`${all}/${bare}/`)).body).toEqual({ id: bare, url, username: null, signed: false });
  });

  it('keeps a URL exactly as it was sent', async () => {
    for (const url of [
      `HTTP://Shop.example:80/a/../b/${randomUUID()}`,
      `https://shop.example/%7e/${randomUUID()}/?b=2&a=1`,
    ]) {
      expect((await api.get(`${all}/${await create({ url })}`)).body.url).toBe(url);
    }
  });

  it('records the client, the host and the field names, but no value', async () => {
    const id = await create(whole());
    expect(await eventsAbout(database, id)).toMatchObject([
      {
        name: 'CONFIGURATION CALLBACK ENDPOINT CREATED',
        client_id: endpoints.clients.administration.id,
        detail: 'shop.example: url, username, password, signing_secret',
      },
    ]);
  });

  it('accepts a URL once, also from eight concurrent callers', async () => {
    const body = whole();
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.post(all, body)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
    expect(answers.find(({ status }) => status === 409)?.body.details).toEqual([
      { code: 'already_exists', parameter: 'url' },
    ]);
  });

  it.each<[string, object, string, string?]>([
    ['no URL', { url: undefined }, 'url'],
    ['a URL with another scheme', { url: 'ftp://shop.example/' }, 'url', 'invalid_url'],
    ['a data URL', { url: 'data:text/html,x' }, 'url', 'invalid_url'],
    ['a URL with credentials', { url: 'https://a:b@shop.example/' }, 'url', 'invalid_url'],
    ['a URL with a fragment', { url: 'https://shop.example/#a' }, 'url', 'invalid_url'],
    ['a URL with a line break', { url: 'https://shop.example/\n' }, 'url', 'invalid_url'],
    ['a URL that is too long', { url: `https://shop.example/${'x'.repeat(2048)}` }, 'url'],
    ['a username with a colon', { username: 'a:b' }, 'username'],
    ['a username with NUL', { username: 'a\0' }, 'username'],
    ['a username without a password', { password: undefined }, 'password', 'missing'],
    ['a password without a username', { username: undefined }, 'username', 'missing'],
    ['an empty password', { password: '' }, 'password'],
    ['a short signing secret', { signing_secret: 'secret' }, 'signing_secret', 'weak_secret'],
    [
      'a signing secret whose key is short',
      { signing_secret: `whsec_${randomBytes(16).toString('base64')}` },
      'signing_secret',
      'invalid_signing_secret',
    ],
    [
      'a signing secret that is not base64',
      { signing_secret: `whsec_${'!'.repeat(44)}` },
      'signing_secret',
      'invalid_signing_secret',
    ],
    ['an unknown field', { secret: 'x' }, 'secret'],
  ])('refuses %s', async (_, change, parameter, reason) => {
    const body = { ...whole(), ...change };
    const answer = await api.post(all, body);
    expect([answer.status, answer.body.code, answer.body.details[0].parameter]).toEqual([
      400,
      'invalid_request',
      parameter,
    ]);
    if (reason) expect(answer.body.details[0].code).toBe(reason);
    for (const secret of [body.password, body.signing_secret])
      if (secret) expect(JSON.stringify(answer.body)).not.toContain(`"${secret}"`);
  });
});

describe('GET /configuration/callback-endpoints', () => {
  it('lists the endpoints without their secrets', async () => {
    const body = whole();
    const id = await create(body);
    const listed = await api.list(all);
    expect(listed).toContainEqual({ id, url: body.url, username: 'countersign', signed: true });
    expect(JSON.stringify(listed)).not.toContain(body.password);
  });

  it('answers 404 for an unknown id', async () => {
    for (const unknown of [randomUUID(), 'x', "' or 1=1", '%00']) {
      const path = `${all}/${encodeURIComponent(unknown)}`;
      expect([
        (await api.get(path)).status,
        (await api.patch(path, { username: 'x' })).status,
        (await api.remove(path)).status,
      ]).toEqual([404, 404, 404]);
    }
  });
});

describe('PATCH /configuration/callback-endpoints/{id}', () => {
  it('changes only the fields that are sent and keeps the other secrets', async () => {
    const body = whole();
    const id = await create(body);
    expect((await api.patch(`${all}/${id}`, { username: 'other' })).status).toBe(204);
    expect((await api.patch(`${all}/${id}`, { password: randomUUID() })).status).toBe(204);
    expect((await api.patch(`${all}/${id}/`, { signing_secret: null })).status).toBe(204);
    expect((await api.get(`${all}/${id}`)).body).toEqual({ id, url: body.url, username: 'other', signed: false });
    expect((await eventsAbout(database, id)).slice(1).map(({ name, detail }) => `${name}: ${detail}`)).toEqual([
      'CONFIGURATION CALLBACK ENDPOINT CHANGED: shop.example: username',
      'CONFIGURATION CALLBACK ENDPOINT CHANGED: shop.example: password',
      'CONFIGURATION CALLBACK ENDPOINT CHANGED: shop.example: signing_secret',
    ]);
  });

  it('changes nothing and records no event when the body is the one that was read', async () => {
    const id = await create(whole());
    expect((await api.patch(`${all}/${id}`, (await api.get(`${all}/${id}`)).body)).status).toBe(204);
    expect(await eventsAbout(database, id)).toHaveLength(1);
  });

  it('refuses to clear only the username or only the password', async () => {
    const id = await create(whole());
    expect((await api.patch(`${all}/${id}`, { password: null })).body.details[0]).toMatchObject({
      code: 'missing',
      parameter: 'password',
    });
    expect((await api.patch(`${all}/${id}`, { username: null })).body.details[0]).toMatchObject({
      code: 'missing',
      parameter: 'username',
    });
    expect((await api.patch(`${all}/${id}`, { username: null, password: null })).status).toBe(204);
    expect((await api.get(`${all}/${id}`)).body).toMatchObject({ username: null, signed: true });
  });

  it('refuses another value for a read-only field', async () => {
    const id = await create(whole());
    expect((await api.patch(`${all}/${id}`, { id: randomUUID() })).body.details[0]).toMatchObject({
      code: 'read_only',
      parameter: 'id',
    });
    expect((await api.patch(`${all}/${id}`, { signed: false })).body.details[0]).toMatchObject({
      code: 'read_only',
      parameter: 'signed',
    });
  });

  it('refuses another URL unless every secret is sent with it', async () => {
    const body = whole();
    const id = await create(body);
    const elsewhere = newUrl();
    const refused = [
      {},
      { username: 'x' },
      { password: 'x' },
      { signing_secret: newSecret() },
      { username: null, password: null },
    ];
    for (const more of refused)
      expect((await api.patch(`${all}/${id}`, { url: elsewhere, ...more })).body.details[0].code).toBe(
        'needed_with_url',
      );
    expect((await api.get(`${all}/${id}`)).body.url).toBe(body.url);
    expect((await api.patch(`${all}/${id}`, { url: elsewhere, password: 'x', signing_secret: null })).status).toBe(204);
    expect((await api.get(`${all}/${id}`)).body).toEqual({
      id,
      url: elsewhere,
      username: 'countersign',
      signed: false,
    });
  });

  it('refuses a URL that another endpoint has', async () => {
    const taken = newUrl();
    await create({ url: taken });
    const id = await create({ url: newUrl() });
    const answer = await api.patch(`${all}/${id}`, { url: taken });
    expect([answer.status, answer.body.details]).toEqual([409, [{ code: 'already_exists', parameter: 'url' }]]);
  });
});

describe('DELETE /configuration/callback-endpoints/{id}', () => {
  it('deletes; the second call answers 404', async () => {
    const id = await create(whole());
    expect((await api.remove(`${all}/${id}`)).status).toBe(204);
    expect((await api.remove(`${all}/${id}`)).status).toBe(404);
    expect((await eventsAbout(database, id)).at(-1)).toMatchObject({
      name: 'CONFIGURATION CALLBACK ENDPOINT DELETED',
      detail: 'shop.example',
    });
  });
});

describe('callers of /configuration/callback-endpoints', () => {
  it('need the configuration scope', async () => {
    const id = await create(whole());
    const calls: [string, string, object?][] = [
      ['GET', all],
      ['POST', all, whole()],
      ['GET', `${all}/${id}`],
      ['PATCH', `${all}/${id}`, { url: newUrl() }],
      ['DELETE', `${all}/${id}`],
    ];
    const { client } = await createSecondSite(['onegini_api_admin', 'onegini_api_mobile_authentication']);
    for (const [method, address, body] of calls) {
      const options = body ? { body } : {};
      expect(
        (await createConfigurationApi(endpoints, { id: 'unknown', secret: 'x' }).call(method, address, options)).status,
      ).toBe(401);
      expect((await createConfigurationApi(endpoints, client).call(method, address, options)).body.code).toBe(
        'forbidden',
      );
    }
    expect((await api.get(`${all}/${id}`)).status).toBe(200);
  });
});
