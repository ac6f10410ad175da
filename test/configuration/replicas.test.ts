import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplicationProcess } from '../../dev/parts/applications.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { addSigningClient, bearer, makeSigningKey, startKeyPublisher } from '../api-clients/support/signing-client.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { query } from '../support/query.ts';
import { createSeededInstance, useStack } from '../support/stack.ts';
import { basic, callForm } from '../support/website.ts';
import { changeLimit, createConfigurationApi, newClient } from './support/configuration-api.ts';
import type { ConfigurationApi } from './support/configuration-api.ts';

const { endpoints } = useStack();
let instance: Instance;
let replicas: ApplicationProcess[];
let api: ConfigurationApi;

beforeAll(async () => {
  instance = await createSeededInstance();
  const first = await instance.startServer();
  // Both replicas have the same public URL, as behind a load balancer.
  replicas = [
    first,
    await instance.startServer({
      COUNTERSIGN_WORKER_IN_PROCESS: 'false',
      COUNTERSIGN_MIGRATE_ON_START: 'false',
      COUNTERSIGN_PUBLIC_URL: first.url,
    }),
  ];
  api = createConfigurationApi({ api: first.url, clients: endpoints.clients });
});

afterAll(() => instance.stop());

/** The status of the same call at each replica. */
function statuses(client = endpoints.clients.mobile_authentication): Promise<number[]> {
  return Promise.all(
    replicas.map(({ url }) =>
      callForm('GET', `${url}/oauth/api/v4/authenticate/user/unknown/enabled`, undefined, {
        authorization: basic(client),
      }).then(({ status }) => status),
    ),
  );
}

const everywhere = (status: number, client?: { id: string; secret: string }) =>
  eventually(async () => ((await statuses(client)).every((seen) => seen === status) ? true : undefined), changeLimit);

/**
 * Makes a change eight times, alternately off and on. The second quickest must take less than two seconds: a busy machine delays
 * changes, but a replica that is not notified needs up to half a minute, and nearly that right after it has read anew.
 */
async function expectToApplySoon(change: (isOn: boolean) => Promise<void>): Promise<void> {
  const taken: number[] = [];
  for (let round = 0; round < 8; round += 1) {
    const begun = performance.now();
    await change(round % 2 === 1);
    taken.push(performance.now() - begun);
  }
  expect(taken.toSorted((left, right) => left - right)[1], String(taken)).toBeLessThan(2_000);
}

const run = (sql: string) => query(instance.environment['COUNTERSIGN_DATABASE_URL'] as string, sql);

describe('a change by one replica', () => {
  it('applies at all replicas within two seconds: a feature', async () => {
    await everywhere(200);
    await expectToApplySoon(async (isOn) => {
      expect((await api.patch('/features', { mobile_authentication_enabled: isOn ? null : false })).status).toBe(204);
      await everywhere(isOn ? 200 : 404);
    });
  });

  it('applies at all replicas within two seconds: an API client', async () => {
    const client = newClient();
    await api.post('/api-clients', { name: 'x', client_id: client.id, client_secret: client.secret, scopes: [] });
    await everywhere(401, client);
    await expectToApplySoon(async (isOn) => {
      await api.patch(`/api-clients/${client.id}`, { scopes: isOn ? ['onegini_api_mobile_authentication'] : [] });
      await everywhere(isOn ? 200 : 401, client);
    });
    await api.remove(`/api-clients/${client.id}`);
    await everywhere(401, client);
  });

  it('reaches a replica that reads the configuration during the change', async () => {
    const client = newClient();
    await api.post('/api-clients', { name: 'x', client_id: client.id, client_secret: client.secret, scopes: [] });
    for (let round = 0; round < 20; round += 1) {
      const isOn = round % 2 === 0;
      const busy = Array.from({ length: 12 }, () => statuses(client));
      await api.patch(`/api-clients/${client.id}`, { scopes: isOn ? ['onegini_api_mobile_authentication'] : [] });
      await Promise.all(busy);
      await everywhere(isOn ? 200 : 401, client);
    }
  });
});

describe('the jti of a client assertion', () => {
  it('is accepted for one of sixteen concurrent calls at two replicas', async () => {
    const key = makeSigningKey();
    const id = await addSigningClient(api, { public_jwk: key.jwk });
    const call = (url: string, authorization: string) =>
      callForm('GET', `${url}/oauth/api/v4/authenticate/user/unknown/enabled`, undefined, { authorization }).then(
        ({ status }) => status,
      );
    const sign = () => bearer(id, { key, api: replicas[0]?.url as string });
    await eventually(
      async () => ((await call(replicas[0]?.url as string, await sign())) === 200 ? true : undefined),
      changeLimit,
    );
    for (let round = 0; round < 5; round += 1) {
      const authorization = await sign();
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, index) => call(replicas[index % 2]?.url as string, authorization)),
      );
      expect(answers.filter((status) => status === 200)).toHaveLength(1);
      expect(answers.filter((status) => status === 401)).toHaveLength(15);
    }
  });
});

describe('COUNTERSIGN_CALLBACK_PRIVATE_ADDRESSES=refused', () => {
  it('fetches no key set from a private address, however the address is written', async () => {
    const guarded = await instance.startServer({
      COUNTERSIGN_WORKER_IN_PROCESS: 'false',
      COUNTERSIGN_MIGRATE_ON_START: 'false',
      COUNTERSIGN_CALLBACK_PRIVATE_ADDRESSES: 'refused',
    });
    const key = makeSigningKey();
    const publisher = await startKeyPublisher(key);
    const port = new URL(publisher.uri).port;
    const own = createConfigurationApi({ api: guarded.url, clients: endpoints.clients });
    await expect(addSigningClient(own, { jwks_uri: publisher.uri })).rejects.toThrow('invalid_url');
    // The event names the client: the replica knows the client and looked for its keys.
    const isRefused = async (id: string) => {
      const authorization = await bearer(id, { key, api: guarded.url });
      expect(
        (
          await callForm('GET', `${guarded.url}/oauth/api/v4/authenticate/user/unknown/enabled`, undefined, {
            authorization,
          })
        ).status,
      ).toBe(401);
      return (await run(`select detail from event where client_id = '${id}'`))[0];
    };
    const ids = [await addSigningClient(api, { jwks_uri: publisher.uri })];
    for (const host of ['127.0.0.1', '2130706433', '[::1]', 'localhost'])
      ids.push(await addSigningClient(own, { jwks_uri: `https://${host}:${port}/jwks` }));
    for (const id of ids)
      expect(await eventually(() => isRefused(id), changeLimit)).toEqual({ detail: 'private_key_jwt: no key' });
    expect(publisher.requests()).toBe(0);
    publisher.close();
    await guarded.stop();
  });
});

describe('GET and PATCH /configuration/general-settings and /features', () => {
  it('return every setting with its default', async () => {
    const [features, settings] = [(await api.get('/features')).body, (await api.get('/general-settings/')).body];
    expect(features).toEqual({
      mobile_authentication_enabled: true,
      enrollment_enabled: true,
      push_enrollment_enabled: true,
      push_authorisation_enabled: true,
      sms_authorisation_enabled: true,
      geolocation_enabled: false,
    });
    expect(settings).toMatchObject({
      message_max_length: 155,
      supported_locales: ['en', 'nl', 'fr', 'de'],
      push_enrollment_mode: 'single_device',
      callback_whitelist_enabled: false,
      general_sms_sender_id: null,
    });
    expect(Object.keys(settings)).not.toContain('mobile_authentication_enabled');
  });

  it('change only what is sent, and store no defaults', async () => {
    const before = (await api.get('/general-settings')).body;
    expect(
      (await api.patch('/general-settings', { message_max_length: 200, general_sms_sender_id: 'Northwind' })).status,
    ).toBe(204);
    expect((await api.get('/general-settings')).body).toEqual({
      ...before,
      message_max_length: 200,
      general_sms_sender_id: 'Northwind',
    });
    expect((await api.patch('/general-settings', { message_max_length: 300 })).status).toBe(204);
    expect((await api.patch('/general-settings', { message_max_length: 300 })).status).toBe(204);
    expect((await run(`select name from setting order by name`)).map(({ name }) => name)).toEqual([
      'general_sms_sender_id',
      'message_max_length',
    ]);
    expect(
      (await api.patch('/general-settings', { message_max_length: 155, general_sms_sender_id: null })).status,
    ).toBe(204);
    expect((await api.get('/general-settings')).body).toEqual(before);
    expect(await run('select name from setting')).toEqual([]);
    const told = (
      await run(`select detail, client_id from event where name = 'CONFIGURATION GENERAL SETTINGS CHANGED' order by id`)
    ).map(({ detail }) => detail);
    expect(told).toEqual([
      'general_sms_sender_id, message_max_length',
      'message_max_length',
      'general_sms_sender_id, message_max_length',
    ]);
  });

  it('keep all of eight concurrent changes', async () => {
    const changes = [
      { message_max_length: 100 },
      { result_retention_hours: 48 },
      { push_enrollment_expires_in: 100 },
      { push_enrollment_max_resends: 1 },
      { push_enrollment_max_attempts: 2 },
      { callback_whitelist_enabled: true },
      { push_enrollment_mode: 'multiple_devices' },
      { unique_pgp_keys_per_enrollment: true },
    ];
    expect(
      new Set(
        (await Promise.all(changes.map((change) => api.patch('/general-settings', change)))).map(
          ({ status }) => status,
        ),
      ),
    ).toEqual(new Set([204]));
    expect((await api.get('/general-settings')).body).toMatchObject(Object.assign({}, ...changes));
    await api.patch(
      '/general-settings',
      Object.fromEntries(changes.flatMap((change) => Object.keys(change).map((name) => [name, null]))),
    );
    expect(await run('select name from setting')).toEqual([]);
  });

  it.each([
    [
      'a feature among the settings',
      '/general-settings',
      { mobile_authentication_enabled: false },
      'mobile_authentication_enabled',
    ],
    ['a setting among the features', '/features', { message_max_length: 1 }, 'message_max_length'],
    ['an unknown name', '/features', { everything_enabled: true }, 'everything_enabled'],
    ['a switch that is text', '/features', { mobile_authentication_enabled: 'false' }, 'mobile_authentication_enabled'],
    ['a value above the maximum', '/general-settings', { message_max_length: 100_000 }, 'message_max_length'],
    ['an unknown mode', '/general-settings', { push_enrollment_mode: 'many' }, 'push_enrollment_mode'],
    ['a text with NUL', '/general-settings', { general_sms_sender_id: 'a\0b' }, 'general_sms_sender_id'],
  ])('refuse %s, and change nothing else', async (_, path, change, parameter) => {
    const answer = await api.patch(path, {
      ...(path === '/features' ? { push_enrollment_enabled: false } : { result_retention_hours: 1 }),
      ...change,
    });
    expect([answer.status, answer.body.details[0].parameter]).toEqual([400, parameter]);
    expect(await run('select name from setting')).toEqual([]);
  });

  it('need the configuration scope', async () => {
    const client = newClient();
    await api.post('/api-clients', {
      name: 'x',
      client_id: client.id,
      client_secret: client.secret,
      scopes: ['onegini_api_admin'],
    });
    const other = createConfigurationApi({ api: replicas[0]?.url as string, clients: endpoints.clients }, client);
    await eventually(async () => ((await other.get('/features')).status === 403 ? true : undefined), changeLimit);
    expect((await other.patch('/features', {})).body.code).toBe('forbidden');
    expect(
      (
        await createConfigurationApi({ api: replicas[0]?.url as string, clients: endpoints.clients }, newClient()).get(
          '/general-settings',
        )
      ).body.code,
    ).toBe('unauthorized');
  });
});
