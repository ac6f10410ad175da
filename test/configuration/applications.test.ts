import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecondSite } from '../attack/support/second-client.ts';
import { useStack } from '../support/stack.ts';
import { makeApnsKey, makeCertificate } from './support/credentials.ts';
import { createConfigurationApi } from './support/configuration-api.ts';

const { endpoints } = useStack();
const api = createConfigurationApi(endpoints);
const pem = await makeCertificate();
const newIdentifier = () => `shop-${randomUUID()}`;

async function create(fields: object = {}): Promise<string> {
  const identifier = newIdentifier();
  const answer = await api.post('/applications', { identifier, name: 'Shop', ...fields });
  expect([answer.status, answer.body]).toEqual([201, null]);
  expect(answer.headers.get('location')).toBe(`${endpoints.api}/oauth/api/v1/configuration/applications/${identifier}`);
  return identifier;
}

describe('POST /configuration/applications', () => {
  it('adds an application with a server key of its own', async () => {
    const [one, two] = [await create(), await create()];
    const { body } = await api.get(`/applications/${one}`);
    expect(body).toEqual({
      identifier: one,
      name: 'Shop',
      redirect_url: null,
      resource_gateway_base_urls: [],
      app_link_url: null,
      certificates: [],
      max_pin_attempts: 3,
      pin_enabled: true,
      fingerprint_enabled: true,
      custom_authenticator_enabled: true,
      scopes: ['app'],
      server_key_fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await api.get(`/applications/${two}`)).body.server_key_fingerprint).not.toBe(body.server_key_fingerprint);
  });

  it('stores every field that is sent', async () => {
    const fields = {
      redirect_url: 'shop://login',
      resource_gateway_base_urls: ['https://gateway.example', 'https://other.example/api'],
      certificates: [{ name: 'gateway.pem', pem }],
      max_pin_attempts: 0,
      pin_enabled: false,
      fingerprint_enabled: false,
      custom_authenticator_enabled: false,
    };
    expect((await api.get(`/applications/${await create(fields)}/`)).body).toMatchObject(fields);
  });

  it('accepts an identifier once, also from eight concurrent callers', async () => {
    const body = { identifier: newIdentifier(), name: 'Shop' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.post('/applications', body)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(
      answers.filter(({ body: told }) => told?.code === 'conflict' && told.details[0].code === 'already_exists'),
    ).toHaveLength(7);
  });

  const refused: [string, Record<string, unknown>, string, string?][] = [
    ['no identifier', { identifier: undefined }, 'identifier'],
    ['an identifier that is a path', { identifier: '../x' }, 'identifier'],
    ['an identifier with a dollar', { identifier: 'a$b' }, 'identifier'],
    ['no name', { name: undefined }, 'name'],
    ['a redirect URL that a browser would run', { redirect_url: 'data:text/html,x' }, 'redirect_url', 'invalid_url'],
    ['a redirect URL with a quote', { redirect_url: 'shop://a"b' }, 'redirect_url', 'invalid_url'],
    [
      'a gateway that is no http(s) URL',
      { resource_gateway_base_urls: ['ftp://gateway.example'] },
      'resource_gateway_base_urls.0',
      'invalid_url',
    ],
    [
      'a gateway with a dollar',
      { resource_gateway_base_urls: ['https://gateway.example/$x'] },
      'resource_gateway_base_urls.0',
    ],
    [
      'an invalid certificate',
      { certificates: [{ name: 'a.pem', pem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' }] },
      'certificates.0.pem',
      'invalid_certificate',
    ],
    [
      'two certificates in one',
      { certificates: [{ name: 'a.pem', pem: pem + pem }] },
      'certificates.0.pem',
      'invalid_certificate',
    ],
    [
      'a certificate with text before it',
      { certificates: [{ name: 'a.pem', pem: `# mine\n${pem}` }] },
      'certificates.0.pem',
      'invalid_certificate',
    ],
    [
      'a private key in place of a certificate',
      { certificates: [{ name: 'a.pem', pem: makeApnsKey() }] },
      'certificates.0.pem',
      'invalid_certificate',
    ],
    ['a certificate name with a path', { certificates: [{ name: '../a.pem', pem }] }, 'certificates.0.name'],
    [
      'two certificates with the same name',
      {
        certificates: [
          { name: 'a.pem', pem },
          { name: 'A.pem', pem },
        ],
      },
      'certificates',
    ],
    ['PIN attempts below zero', { max_pin_attempts: -1 }, 'max_pin_attempts'],
    ['PIN attempts as text', { max_pin_attempts: '3' }, 'max_pin_attempts'],
    ['a switch that is no boolean', { pin_enabled: 'yes' }, 'pin_enabled'],
    ['a private key of the server', { server_private_key: 'x' }, 'server_private_key'],
  ];

  it.each(refused)('refuses %s', async (_, fields, parameter, reason) => {
    const identifier = newIdentifier();
    const answer = await api.post('/applications', { identifier, name: 'Shop', ...fields });
    expect([answer.status, answer.body.code, answer.body.details[0].parameter]).toEqual([
      400,
      'invalid_request',
      parameter,
    ]);
    if (reason) expect(answer.body.details[0].code).toBe(reason);
    expect((await api.get(`/applications/${identifier}`)).status).toBe(404);
  });
});

describe('GET /configuration/applications', () => {
  it('lists applications without their private keys', async () => {
    const identifier = await create();
    const listed = await api.list('/applications');
    expect(listed.map((entry: { identifier: string }) => entry.identifier)).toContain(identifier);
    expect(JSON.stringify(listed)).not.toContain('PGP');
  });

  it('returns 100 per page, each application once', async () => {
    const made = await Promise.all(Array.from({ length: 101 }, () => create()));
    for (const page of ['', '?page=0']) expect((await api.get(`/applications${page}`)).body.result).toHaveLength(100);
    const all = (await api.list('/applications')).map((entry: { identifier: string }) => entry.identifier);
    expect(new Set(all).size).toBe(all.length);
    expect(made.filter((identifier) => !all.includes(identifier))).toEqual([]);
  });
});

describe('PATCH /configuration/applications/{appId}', () => {
  it('changes only the fields that are sent; null and empty lists clear', async () => {
    const identifier = await create({
      redirect_url: 'shop://login',
      certificates: [{ name: 'a.pem', pem }],
      resource_gateway_base_urls: ['https://gateway.example'],
    });
    const before = (await api.get(`/applications/${identifier}`)).body;
    expect((await api.patch(`/applications/${identifier}`, { max_pin_attempts: 5, identifier })).status).toBe(204);
    expect((await api.get(`/applications/${identifier}`)).body).toEqual({ ...before, max_pin_attempts: 5 });
    expect(
      (
        await api.patch(`/applications/${identifier}`, {
          redirect_url: null,
          certificates: [],
          resource_gateway_base_urls: [],
        })
      ).status,
    ).toBe(204);
    expect((await api.get(`/applications/${identifier}`)).body).toEqual({
      ...before,
      max_pin_attempts: 5,
      redirect_url: null,
      certificates: [],
      resource_gateway_base_urls: [],
    });
  });

  it('refuses another identifier and answers 404 for an unknown application', async () => {
    const identifier = await create();
    expect((await api.patch(`/applications/${identifier}`, { identifier: 'other' })).body.details[0].code).toBe(
      'read_only',
    );
    expect((await api.patch(`/applications/${newIdentifier()}`, { name: 'x' })).status).toBe(404);
  });
});

describe('POST /configuration/applications/{appId}/server-key/rotate', () => {
  it('creates a new key and returns how long the former one is accepted', async () => {
    const identifier = await create();
    const { server_key_fingerprint: before } = (await api.get(`/applications/${identifier}`)).body;
    const rotated = await api.post(`/applications/${identifier}/server-key/rotate`, { accepted_for_hours: 2 });
    expect(rotated.status).toBe(200);
    expect(Date.parse(rotated.body.former_accepted_until) - Date.now()).toBeGreaterThan(7_100_000);
    const { server_key_fingerprint: after } = (await api.get(`/applications/${identifier}`)).body;
    expect([after, after === before]).toEqual([rotated.body.server_key_fingerprint, false]);
    expect((await api.post(`/applications/${identifier}/server-key/rotate`)).status).toBe(200);
  });

  it('rotates once when eight concurrent callers name the same key', async () => {
    const identifier = await create();
    const { server_key_fingerprint } = (await api.get(`/applications/${identifier}`)).body;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        api.post(`/applications/${identifier}/server-key/rotate`, { server_key_fingerprint }),
      ),
    );
    const rotated = answers.filter(({ status }) => status === 200);
    expect(rotated).toHaveLength(1);
    const refused = answers.filter(({ status }) => status === 409).map(({ body }) => body.details);
    expect(refused).toEqual(
      Array.from({ length: 7 }, () => [
        { code: 'other_key_in_force', server_key_fingerprint: rotated[0]?.body.server_key_fingerprint },
      ]),
    );
  });

  it('refuses an invalid acceptance time and answers 404 for an unknown application', async () => {
    const identifier = await create();
    for (const hours of [-1, 1.5, '2', 8761])
      expect(
        (await api.post(`/applications/${identifier}/server-key/rotate`, { accepted_for_hours: hours })).status,
      ).toBe(400);
    expect((await api.post(`/applications/${newIdentifier()}/server-key/rotate`, {})).status).toBe(404);
  });
});

describe('DELETE /configuration/applications/{appId}', () => {
  it('deletes an application without versions and its former keys; the second call answers 404', async () => {
    const identifier = await create();
    await api.post(`/applications/${identifier}/server-key/rotate`, { accepted_for_hours: 2 });
    expect((await api.remove(`/applications/${identifier}`)).status).toBe(204);
    expect((await api.remove(`/applications/${identifier}`)).status).toBe(404);
  });

  it('refuses while versions exist and names them', async () => {
    const identifier = await create();
    await api.post(`/applications/${identifier}/platforms/ios/versions`, { version_name: '1.0' });
    const answer = await api.remove(`/applications/${identifier}`);
    expect([answer.status, answer.body.code, answer.body.details]).toEqual([
      409,
      'conflict',
      [{ code: 'in_use', resource: 'application_version', id: `${identifier}/ios/1.0` }],
    ]);
  });
});

describe('callers of /configuration/applications', () => {
  it('need the configuration scope', async () => {
    expect(
      (await createConfigurationApi(endpoints, { id: 'unknown', secret: 'x' }).get('/applications')).body.code,
    ).toBe('unauthorized');
    const { client } = await createSecondSite(['onegini_api_admin', 'onegini_api_mobile_authentication']);
    const other = createConfigurationApi(endpoints, client);
    expect([
      (await other.get('/applications')).body.code,
      (await other.post('/applications/northwind-id/server-key/rotate', {})).body.code,
    ]).toEqual(['forbidden', 'forbidden']);
  });
});
