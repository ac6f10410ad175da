import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { changeLimit, createConfigurationApi, eventsAbout } from '../support/configuration-api.ts';
import { prepareVersions } from '../support/application-versions.ts';

const { endpoints, environment } = useStack();
const api = createConfigurationApi(endpoints);
const database = environment['COUNTERSIGN_DATABASE_URL'] as string;
const { android, ios, fcm, apns, newName, create, storedSignatures, versionIdOf, registerWith } =
  await prepareVersions();

describe('PATCH .../versions/{name}', () => {
  it('changes only the fields that are sent', async () => {
    const path = await create(android, { application_signatures: ['abc'], push_messaging_configuration_id: fcm });
    const before = (await api.get(`${path}/`)).body;
    expect((await api.patch(`${path}/`, { status: 'DISABLED' })).status).toBe(204);
    expect((await api.get(path)).body).toEqual({ ...before, status: 'DISABLED' });
    expect((await eventsAbout(database, await versionIdOf(path))).at(-1)).toMatchObject({
      name: 'CONFIGURATION APPLICATION VERSION CHANGED',
      detail: expect.stringMatching(/^shop-.*: status$/),
    });
  });

  it('accepts the body that was read, and refuses other values for its read-only fields', async () => {
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

  it('validates the version that the change results in', async () => {
    const path = await create(ios, {
      push_messaging_configuration_id: apns,
      application_bundle_identifier: 'example.shop',
    });
    expect((await api.patch(path, { application_bundle_identifier: null })).body.details[0].code).toBe('missing');
    expect((await api.patch(path, { push_messaging_configuration_id: fcm })).body.details[0].code).toBe(
      'other_platform',
    );
    expect(
      (await api.patch(path, { application_bundle_identifier: '', push_messaging_configuration_id: '' })).status,
    ).toBe(204);
  });

  it('renames a version, and refuses a name in use', async () => {
    const [one, two] = [await create(), await create()];
    const name = newName();
    expect((await api.patch(one, { version_name: name })).status).toBe(204);
    expect([(await api.get(one)).status, (await api.get(`${android}/${name}`)).status]).toEqual([404, 200]);
    expect((await api.patch(two, { version_name: name })).body).toMatchObject({
      code: 'conflict',
      details: [{ code: 'already_exists', parameter: 'version_name' }],
    });
  });

  it('spreads many changed fields over several events, cutting no name', async () => {
    const path = await create(ios);
    const everything = {
      version_name: newName(),
      status: 'DISABLED',
      push_messaging_configuration_id: apns,
      use_apns_development_environment_enabled: true,
      application_bundle_identifier: 'example.shop',
      send_badge_number_enabled: true,
      application_signatures: ['a'],
      integrity_check: 'NONE',
      tampering_protection_enabled: true,
      payload_encryption_enabled: true,
      framework: 'CORDOVA',
    };
    const id = await versionIdOf(path);
    expect((await api.patch(path, everything)).status).toBe(204);
    const told = (await eventsAbout(database, id)).filter(({ name }) => name.endsWith('CHANGED'));
    expect(told.length).toBeGreaterThan(1);
    expect(told.flatMap(({ detail }) => detail?.split(': ')[1]?.split(', ')).toSorted()).toEqual(
      Object.keys(everything).toSorted(),
    );
  });
});

describe('POST .../versions/{name}/clone', () => {
  it('copies a version under another name', async () => {
    const path = await create(ios, {
      status: 'LOGIN_ONLY',
      push_messaging_configuration_id: apns,
      application_bundle_identifier: 'example.shop',
      application_signatures: ['abc'],
      framework: 'CORDOVA',
    });
    const name = newName();
    const answer = await api.post(`${path}/clone`, { version_name: name });
    expect([answer.status, answer.body]).toEqual([201, null]);
    expect(answer.headers.get('location')).toMatch(new RegExp(`/${name}/$`));
    const [source, clone] = [(await api.get(path)).body, (await api.get(`${ios}/${name}/`)).body];
    expect(clone).toEqual({ ...source, version_name: name });
    expect(await storedSignatures(`${ios}/${name}`)).toEqual(['abc']);
  });

  it('uses the status and signatures that are sent', async () => {
    const name = newName();
    await api.post(`${await create(android, { application_signatures: ['abc'] })}/clone/`, {
      version_name: name,
      status: 'DISABLED',
      application_signatures: ['def'],
    });
    expect((await api.get(`${android}/${name}`)).body.status).toBe('DISABLED');
    expect(await storedSignatures(`${android}/${name}`)).toEqual(['def']);
  });

  it('refuses a name in use, other fields, and an unknown source', async () => {
    const path = await create();
    expect((await api.post(`${path}/clone`, { version_name: path.split('/').at(-1) })).body.code).toBe('conflict');
    expect(
      (await api.post(`${path}/clone`, { version_name: newName(), framework: 'CORDOVA' })).body.details[0].parameter,
    ).toBe('framework');
    expect((await api.post(`${path}/clone`, {})).body.details[0].parameter).toBe('version_name');
    expect((await api.post(`${android}/9.9.9/clone`, { version_name: newName() })).status).toBe(404);
  });
});

describe('DELETE .../versions/{name}', () => {
  it('deletes; the second call answers 404', async () => {
    const path = await create();
    expect((await api.remove(`${path}/`)).status).toBe(204);
    expect((await api.remove(path)).status).toBe(404);
  });

  it('refuses while devices run the version and returns their number', async () => {
    const path = await create();
    await eventually(
      async () => ((await registerWith(path.split('/').at(-1) as string)) === 201 ? true : undefined),
      changeLimit,
    );
    const answer = await api.remove(path);
    expect([answer.status, answer.body.code, answer.body.details]).toEqual([
      409,
      'conflict',
      [{ code: 'in_use', resource: 'device', count: 1 }],
    ]);
  });

  it('succeeds or a concurrent registration does, never both', async () => {
    for (let round = 0; round < 20; round += 1) {
      const path = await create();
      const [registered, removed] = await Promise.all([
        registerWith(path.split('/').at(-1) as string),
        api.remove(path),
      ]);
      expect([
        [201, 409],
        [404, 204],
      ]).toContainEqual([registered, removed.status]);
    }
  });
});
