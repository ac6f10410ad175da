import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecondSite } from '../attack/support/second-client.ts';
import { TestDevice } from '../authorization-server/support/test-device.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { makeApnsKey, makeServiceAccount } from './support/credentials.ts';
import { changeLimit, createConfigurationApi, eventsAbout } from './support/configuration-api.ts';

const { endpoints, environment } = useStack();
const api = createConfigurationApi(endpoints);
const database = environment['COUNTERSIGN_DATABASE_URL'] as string;

const application = `shop-${randomUUID()}`;
await api.post('/applications', { identifier: application, name: 'Shop' });
const android = `/applications/${application}/platforms/android/versions`;
const ios = `/applications/${application}/platforms/ios/versions`;
const idOf = async (body: object) => (await api.post('/push-messaging-configurations', body)).headers.get('location')?.split('/').at(-1) as string;
const fcm = await idOf({ name: randomUUID(), platform: 'android', service_account: makeServiceAccount() });
const apns = await idOf({ name: randomUUID(), platform: 'ios', apple_team_id: 'TEAM123456', key_id: 'KEY1234567', private_key: makeApnsKey() });

let counter = 0;
const newName = () => `1.${(counter += 1)}.0`;

async function create(where = android, fields: object = {}): Promise<string> {
  const name = newName();
  const answer = await api.post(where, { version_name: name, ...fields });
  expect([answer.status, answer.body]).toEqual([201, null]);
  expect(answer.headers.get('location')).toBe(`${endpoints.api}/oauth/api/v1/configuration${where}/${name}/`);
  return `${where}/${name}`;
}

describe('POST .../versions', () => {
  it('adds a version with the defaults of the contract', async () => {
    const path = await create();
    expect((await api.get(`${path}/`)).body).toEqual({
      version_name: path.split('/').at(-1),
      platform: 'android',
      status: 'LOGIN_REGISTRATION',
      push_messaging_configuration_id: null,
      use_apns_development_environment_enabled: false,
      application_bundle_identifier: null,
      send_badge_number_enabled: false,
      application_signatures: [],
      application_signature: null,
      integrity_check: 'NONE',
      tampering_protection_enabled: false,
      payload_encryption_enabled: false,
      framework: null,
      mobile_app_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('keeps everything it is sent', async () => {
    const fields = {
      status: 'LOGIN_ONLY',
      push_messaging_configuration_id: apns,
      use_apns_development_environment_enabled: true,
      application_bundle_identifier: 'example.shop',
      send_badge_number_enabled: true,
      application_signatures: ['abc', 'def'],
      integrity_check: 'FULL',
      tampering_protection_enabled: true,
      payload_encryption_enabled: true,
      framework: 'CORDOVA',
    };
    expect((await api.get(`${await create(ios, { ...fields, platform: 'ios' })}/`)).body).toMatchObject({ ...fields, application_signature: 'abc' });
  });

  it('takes the deprecated single signature for a list of one', async () => {
    expect((await api.get(`${await create(android, { application_signature: 'abc' })}/`)).body).toMatchObject({ application_signatures: ['abc'], application_signature: 'abc' });
  });

  it('takes a name once on each platform, also from eight callers at once', async () => {
    const name = newName();
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.post(android, { version_name: name })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body?.code === 'conflict' && body.details[0].parameter === 'version_name')).toHaveLength(7);
    expect((await api.post(ios, { version_name: name })).status).toBe(201);
  });

  it('lets a phone register with it', async () => {
    const path = await create();
    await eventually(async () => ((await registerWith(path.split('/').at(-1) as string)) === 201 ? true : undefined), changeLimit);
  });

  it('lets nobody exist at a path of nothing', async () => {
    expect((await api.post('/applications/nobody/platforms/ios/versions', { version_name: '1' })).status).toBe(404);
    expect((await api.post(`/applications/${application}/platforms/windows/versions`, { version_name: '1' })).status).toBe(404);
    expect((await api.get(`/applications/${application}/platforms/windows/versions`)).status).toBe(404);
  });

  const refused: [string, Record<string, unknown>, string, string?][] = [
    ['no name', { version_name: undefined }, 'version_name'],
    ['a name that is a path', { version_name: '../1' }, 'version_name'],
    ['a name with a quote', { version_name: '1"0' }, 'version_name'],
    ['an unknown status', { status: 'ENABLED' }, 'status'],
    ['another platform than the path', { platform: 'ios' }, 'platform', 'read_only'],
    ['a push configuration that nobody has', { push_messaging_configuration_id: randomUUID() }, 'push_messaging_configuration_id', 'unknown'],
    ['a push configuration of another platform', { push_messaging_configuration_id: apns }, 'push_messaging_configuration_id', 'other_platform'],
    ['a push configuration that is no id', { push_messaging_configuration_id: 'x' }, 'push_messaging_configuration_id'],
    ['an APNs environment on android', { use_apns_development_environment_enabled: true }, 'use_apns_development_environment_enabled', 'not_of_platform'],
    ['signatures in both ways', { application_signature: 'a', application_signatures: ['b'] }, 'application_signature'],
    ['an integrity check that is half', { integrity_check: 'HALF' }, 'integrity_check'],
    ['a framework in small letters', { framework: 'cordova' }, 'framework'],
    ['an unknown field', { bundle_id: 'x' }, 'bundle_id'],
  ];

  it.each(refused)('refuses %s', async (_, fields, parameter, reason) => {
    const answer = await api.post(android, { version_name: newName(), ...fields });
    expect([answer.status, answer.body.code, answer.body.details[0].parameter]).toEqual([400, 'invalid_request', parameter]);
    if (reason) expect(answer.body.details[0].code).toBe(reason);
  });

  it('refuses APNs without the bundle identifier it needs', async () => {
    expect((await api.post(ios, { version_name: newName(), push_messaging_configuration_id: apns })).body.details[0]).toMatchObject({ code: 'missing', parameter: 'application_bundle_identifier' });
  });
});

describe('GET .../versions', () => {
  it('lists the versions of one platform', async () => {
    const path = await create();
    const names = (await api.get(`${android}/`)).body.result.map((entry: { version_name: string }) => entry.version_name);
    expect(names).toContain(path.split('/').at(-1));
    expect((await api.get(ios)).body.result.every((entry: { platform: string }) => entry.platform === 'ios')).toBe(true);
    expect((await api.get('/applications/nobody/platforms/ios/versions')).status).toBe(404);
    expect((await api.get(`${android}/9.9.9/`)).body.code).toBe('not_found');
  });
});

describe('PATCH .../versions/{name}', () => {
  it('changes what is sent and nothing else', async () => {
    const path = await create(android, { application_signatures: ['abc'], push_messaging_configuration_id: fcm });
    const before = (await api.get(`${path}/`)).body;
    expect((await api.patch(`${path}/`, { status: 'DISABLED' })).status).toBe(204);
    expect((await api.get(path)).body).toEqual({ ...before, status: 'DISABLED' });
    expect((await eventsAbout(database, before.mobile_app_id)).at(-1)).toMatchObject({ name: 'CONFIGURATION APPLICATION VERSION CHANGED', detail: expect.stringMatching(/^shop-.*: status$/) });
  });

  it('takes back what was read', async () => {
    const path = await create(android, { push_messaging_configuration_id: fcm });
    const read = (await api.get(path)).body;
    expect((await api.patch(path, read)).status).toBe(204);
    expect((await api.patch(path, { mobile_app_id: randomUUID() })).body.details[0].code).toBe('read_only');
    expect((await api.patch(path, { platform: 'ios' })).body.details[0].code).toBe('read_only');
  });

  it.each(['', null])('clears the push configuration that is sent as %j', async (nothing) => {
    const path = await create(android, { push_messaging_configuration_id: fcm });
    expect((await api.patch(path, { push_messaging_configuration_id: nothing })).status).toBe(204);
    expect((await api.get(path)).body.push_messaging_configuration_id).toBeNull();
  });

  it('checks the whole that it makes', async () => {
    const path = await create(ios, { push_messaging_configuration_id: apns, application_bundle_identifier: 'example.shop' });
    expect((await api.patch(path, { application_bundle_identifier: null })).body.details[0].code).toBe('missing');
    expect((await api.patch(path, { push_messaging_configuration_id: fcm })).body.details[0].code).toBe('other_platform');
    expect((await api.patch(path, { application_bundle_identifier: '', push_messaging_configuration_id: '' })).status).toBe(204);
  });

  it('renames, unless the name is taken', async () => {
    const [one, two] = [await create(), await create()];
    const name = newName();
    expect((await api.patch(one, { version_name: name })).status).toBe(204);
    expect([(await api.get(one)).status, (await api.get(`${android}/${name}`)).status]).toEqual([404, 200]);
    expect((await api.patch(two, { version_name: name })).body).toMatchObject({ code: 'conflict', details: [{ code: 'already_exists', parameter: 'version_name' }] });
  });

  it('tells of many changed fields in events that are whole', async () => {
    const path = await create(ios);
    const everything = {
      version_name: newName(), status: 'DISABLED', push_messaging_configuration_id: apns, use_apns_development_environment_enabled: true, application_bundle_identifier: 'example.shop',
      send_badge_number_enabled: true, application_signatures: ['a'], integrity_check: 'FULL', tampering_protection_enabled: true, payload_encryption_enabled: true, framework: 'CORDOVA',
    };
    const { mobile_app_id: id } = (await api.get(path)).body;
    expect((await api.patch(path, everything)).status).toBe(204);
    const told = (await eventsAbout(database, id)).filter(({ name }) => name.endsWith('CHANGED'));
    expect(told.length).toBeGreaterThan(1);
    expect(told.flatMap(({ detail }) => detail?.split(': ')[1]?.split(', ')).toSorted()).toEqual(Object.keys(everything).toSorted());
  });
});

describe('POST .../versions/{name}/clone', () => {
  it('adds a version that is as this one but for its name', async () => {
    const path = await create(ios, { status: 'LOGIN_ONLY', push_messaging_configuration_id: apns, application_bundle_identifier: 'example.shop', application_signatures: ['abc'], framework: 'CORDOVA' });
    const name = newName();
    const answer = await api.post(`${path}/clone`, { version_name: name });
    expect([answer.status, answer.body]).toEqual([201, null]);
    expect(answer.headers.get('location')).toMatch(new RegExp(`/${name}/$`));
    const [source, clone] = [(await api.get(path)).body, (await api.get(`${ios}/${name}/`)).body];
    expect(clone).toEqual({ ...source, version_name: name, mobile_app_id: clone.mobile_app_id });
    expect(clone.mobile_app_id).not.toBe(source.mobile_app_id);
  });

  it('has its own status and signatures when they are sent', async () => {
    const name = newName();
    await api.post(`${await create(android, { application_signatures: ['abc'] })}/clone/`, { version_name: name, status: 'DISABLED', application_signatures: ['def'] });
    expect((await api.get(`${android}/${name}`)).body).toMatchObject({ status: 'DISABLED', application_signatures: ['def'] });
  });

  it('refuses a name that is taken, other fields, and a source that is not there', async () => {
    const path = await create();
    expect((await api.post(`${path}/clone`, { version_name: path.split('/').at(-1) })).body.code).toBe('conflict');
    expect((await api.post(`${path}/clone`, { version_name: newName(), framework: 'CORDOVA' })).body.details[0].parameter).toBe('framework');
    expect((await api.post(`${path}/clone`, {})).body.details[0].parameter).toBe('version_name');
    expect((await api.post(`${android}/9.9.9/clone`, { version_name: newName() })).status).toBe(404);
  });
});

describe('DELETE .../versions/{name}', () => {
  it('deletes; twice is unknown', async () => {
    const path = await create();
    expect((await api.remove(`${path}/`)).status).toBe(204);
    expect((await api.remove(path)).status).toBe(404);
  });

  it('tells how many devices run it', async () => {
    const path = await create();
    await eventually(async () => ((await registerWith(path.split('/').at(-1) as string)) === 201 ? true : undefined), changeLimit);
    const answer = await api.remove(path);
    expect([answer.status, answer.body.code, answer.body.details]).toEqual([409, 'conflict', [{ code: 'in_use', resource: 'device', count: 1 }]]);
  });

  it('and a registration at once: one of both happens', async () => {
    for (let round = 0; round < 20; round += 1) {
      const path = await create();
      const [registered, removed] = await Promise.all([registerWith(path.split('/').at(-1) as string), api.remove(path)]);
      expect([[201, 409], [404, 204]]).toContainEqual([registered, removed.status]);
    }
  });
});

describe('callers of .../versions', () => {
  it('need the scope of the configuration', async () => {
    expect((await createConfigurationApi(endpoints, { id: 'nobody', secret: 'x' }).get(android)).body.code).toBe('unauthorized');
    const { client } = await createSecondSite(['onegini_api_admin']);
    const other = createConfigurationApi(endpoints, client);
    expect([(await other.get(android)).body.code, (await other.get(`${android}/x/export`)).body.code]).toEqual(['forbidden', 'forbidden']);
  });
});

/** Status of a registration of a new device. */
async function registerWith(version: string): Promise<number> {
  const device = await TestDevice.create();
  const url = `${endpoints.api}/app/v1/registrations`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', dpop: await device.prove({ url }), 'message-id': randomUUID() },
    body: JSON.stringify({ application, platform: 'android', version, device: { name: 'phone' } }),
  });
  return response.status;
}
