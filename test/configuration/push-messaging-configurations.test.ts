import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecondSite } from '../attack/support/second-client.ts';
import { useStack } from '../support/stack.ts';
import { makeApnsKey, makeServiceAccount } from './support/credentials.ts';
import { createConfigurationApi, eventsAbout } from './support/configuration-api.ts';

const { endpoints, environment } = useStack();
const api = createConfigurationApi(endpoints);
const all = '/push-messaging-configurations';
const database = environment['COUNTERSIGN_DATABASE_URL'] as string;
const account = makeServiceAccount();
const privateKey = makeApnsKey();

const ios = () => ({
  name: `ios ${randomUUID()}`,
  platform: 'ios',
  apple_team_id: 'TEAM123456',
  key_id: 'KEY1234567',
  private_key: privateKey,
});
const android = () => ({ name: `android ${randomUUID()}`, platform: 'android', service_account: account });

async function create(body: object): Promise<string> {
  const answer = await api.post(all, body);
  expect([answer.status, answer.body]).toEqual([201, null]);
  const id = new URL(answer.headers.get('location') as string).pathname.split('/').at(-1) as string;
  return id;
}

describe('POST /configuration/push-messaging-configurations', () => {
  it('stores APNs credentials and returns all but the key', async () => {
    const body = ios();
    const id = await create(body);
    const { private_key: _, ...told } = body;
    expect((await api.get(`${all}/${id}`)).body).toEqual({ id, ...told, project_id: null, endpoint: null });
  });

  it('stores an FCM service account, sent as an object or as text, and returns its project', async () => {
    for (const service_account of [account, JSON.stringify(account)]) {
      const body = { ...android(), service_account, endpoint: 'https://fcm.example' };
      const id = await create(body);
      expect((await api.get(`${all}/${id}`)).body).toEqual({
        id,
        name: body.name,
        platform: 'android',
        apple_team_id: null,
        key_id: null,
        project_id: account.project_id,
        endpoint: 'https://fcm.example',
      });
    }
  });

  it('records the client and the field names, but no value', async () => {
    const body = ios();
    const id = await create(body);
    expect(await eventsAbout(database, id)).toMatchObject([
      {
        name: 'CONFIGURATION PUSH MESSAGING CREATED',
        client_id: endpoints.clients.administration.id,
        detail: `${body.name}: platform, name, apple_team_id, key_id, private_key`,
      },
    ]);
  });

  it('accepts a name once, also from eight concurrent callers', async () => {
    const body = android();
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.post(all, body)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(
      answers.filter(({ body: told }) => told?.code === 'conflict' && told.details[0].parameter === 'name'),
    ).toHaveLength(7);
  });

  const refused: [string, () => object, string, string?][] = [
    [
      "a server key of Google's legacy API",
      () => ({ ...android(), service_account: undefined, fcm_server_key: 'AAAAabc:APA91b' }),
      'fcm_server_key',
      'legacy_server_key',
    ],
    [
      'a server key in place of a service account',
      () => ({ ...android(), service_account: 'AAAAabcdefg:APA91bH-_x' }),
      'service_account',
      'legacy_server_key',
    ],
    [
      'a service account of another type',
      () => ({ ...android(), service_account: { ...account, type: 'authorized_user' } }),
      'service_account',
      'invalid_service_account',
    ],
    [
      'a service account whose key cannot be read',
      () => ({ ...android(), service_account: { ...account, private_key: 'x' } }),
      'service_account',
      'invalid_service_account',
    ],
    [
      'a service account with a token address that is not encrypted',
      () => ({ ...android(), service_account: { ...account, token_uri: 'http://169.254.169.254/token' } }),
      'service_account',
      'invalid_service_account',
    ],
    [
      'a service account that is no JSON',
      () => ({ ...android(), service_account: '{' }),
      'service_account',
      'invalid_service_account',
    ],
    ['no service account', () => ({ ...android(), service_account: undefined }), 'service_account', 'missing'],
    [
      'an endpoint that is not encrypted',
      () => ({ ...android(), endpoint: 'http://fcm.example' }),
      'endpoint',
      'invalid_url',
    ],
    [
      'an endpoint with credentials',
      () => ({ ...android(), endpoint: 'https://a:b@fcm.example' }),
      'endpoint',
      'invalid_url',
    ],
    ['an invalid key', () => ({ ...ios(), private_key: 'x' }), 'private_key', 'invalid_apns_key'],
    [
      'a key on another curve',
      () => ({ ...ios(), private_key: makeApnsKey('P-384') }),
      'private_key',
      'invalid_apns_key',
    ],
    ['an RSA key', () => ({ ...ios(), private_key: account.private_key }), 'private_key', 'invalid_apns_key'],
    ['two keys', () => ({ ...ios(), private_key: privateKey + privateKey }), 'private_key', 'invalid_apns_key'],
    ['no key', () => ({ ...ios(), private_key: undefined }), 'private_key', 'missing'],
    ['no key id', () => ({ ...ios(), key_id: undefined }), 'key_id', 'missing'],
    ['a team id of the wrong length', () => ({ ...ios(), apple_team_id: 'team' }), 'apple_team_id'],
    [
      "another platform's credentials",
      () => ({ ...ios(), service_account: account }),
      'service_account',
      'not_of_platform',
    ],
    ['an unknown platform', () => ({ ...ios(), platform: 'windows' }), 'platform'],
    ['no name', () => ({ ...ios(), name: undefined }), 'name'],
    ['an unknown field', () => ({ ...ios(), apns_private_key: 'x' }), 'apns_private_key'],
  ];

  it.each(refused)('refuses %s', async (_, body, parameter, reason) => {
    const answer = await api.post(all, body());
    expect([answer.status, answer.body.code, answer.body.details[0].parameter]).toEqual([
      400,
      'invalid_request',
      parameter,
    ]);
    if (reason) expect(answer.body.details[0].code).toBe(reason);
    expect(JSON.stringify(answer.body)).not.toMatch(/AAAA|PRIVATE KEY/);
  });
});

describe('PATCH /configuration/push-messaging-configurations/{id}', () => {
  it('changes only the fields that are sent and keeps the other secrets', async () => {
    const body = ios();
    const id = await create(body);
    expect((await api.patch(`${all}/${id}`, { key_id: 'KEY7654321' })).status).toBe(204);
    expect((await api.get(`${all}/${id}/`)).body).toMatchObject({
      name: body.name,
      key_id: 'KEY7654321',
      apple_team_id: body.apple_team_id,
    });
    expect((await api.patch(`${all}/${id}`, { private_key: makeApnsKey() })).status).toBe(204);
    expect((await eventsAbout(database, id)).map(({ detail }) => detail?.split(': ')[1])).toEqual([
      'platform, name, apple_team_id, key_id, private_key',
      'key_id',
      'private_key',
    ]);
  });

  it('clears a field that is sent as null, unless it is required', async () => {
    const id = await create({ ...android(), endpoint: 'https://fcm.example' });
    expect((await api.patch(`${all}/${id}`, { endpoint: null })).status).toBe(204);
    expect((await api.get(`${all}/${id}`)).body.endpoint).toBeNull();
    // Another endpoint needs the credentials again.
    const refused = await api.patch(`${all}/${id}`, { endpoint: 'https://fcm.example' });
    expect([refused.status, refused.body.details[0].parameter, refused.body.details[0].code]).toEqual([
      400,
      'service_account',
      'needed_with_endpoint',
    ]);
    expect(
      (await api.patch(`${all}/${id}`, { endpoint: 'https://fcm.example', service_account: account })).status,
    ).toBe(204);
    expect(
      (await api.patch(`${all}/${id}`, { endpoint: 'https://fcm.example', name: `android ${randomUUID()}` })).status,
    ).toBe(204);
    expect((await api.patch(`${all}/${id}`, { service_account: null })).body.details[0]).toMatchObject({
      code: 'missing',
      parameter: 'service_account',
    });
  });

  it('records no event when nothing changes', async () => {
    const body = android();
    const id = await create(body);
    expect((await api.patch(`${all}/${id}`, body)).status).toBe(204);
    expect(await eventsAbout(database, id)).toHaveLength(1);
  });

  it('refuses another platform and a name in use, and answers 404 for an unknown id', async () => {
    const taken = ios();
    await create(taken);
    const id = await create(ios());
    expect((await api.patch(`${all}/${id}`, { platform: 'android' })).body.details[0].code).toBe('read_only');
    expect((await api.patch(`${all}/${id}`, { name: taken.name })).body.code).toBe('conflict');
    for (const unknown of [randomUUID(), 'x', "' or 1=1", '%00'])
      expect((await api.patch(`${all}/${encodeURIComponent(unknown)}`, { name: 'x' })).status).toBe(404);
  });
});

describe('DELETE /configuration/push-messaging-configurations/{id}', () => {
  it('deletes; the second call answers 404', async () => {
    const id = await create(ios());
    expect((await api.remove(`${all}/${id}`)).status).toBe(204);
    expect((await api.remove(`${all}/${id}`)).status).toBe(404);
    expect((await eventsAbout(database, id)).at(-1)?.name).toBe('CONFIGURATION PUSH MESSAGING DELETED');
  });

  it('refuses while versions use it and names them', async () => {
    const { body } = await api.get(all);
    const used = body.result.find(({ name }: { name: string }) => name === 'sandbox android');
    const answer = await api.remove(`${all}/${used.id}`);
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
    expect(answer.body.details).toContainEqual({
      code: 'in_use',
      resource: 'application_version',
      id: 'northwind-id/android/1.0.0',
    });
  });
});

describe('callers of /configuration/push-messaging-configurations', () => {
  it('need the configuration scope', async () => {
    expect((await createConfigurationApi(endpoints, { id: 'unknown', secret: 'x' }).get(all)).body.code).toBe(
      'unauthorized',
    );
    const { client } = await createSecondSite(['onegini_api_admin', 'onegini_api_end_user']);
    const other = createConfigurationApi(endpoints, client);
    expect([(await other.get(all)).body.code, (await other.post(all, ios())).body.code]).toEqual([
      'forbidden',
      'forbidden',
    ]);
  });
});
