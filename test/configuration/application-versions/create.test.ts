import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { changeLimit, createConfigurationApi } from '../support/configuration-api.ts';
import { prepareVersions } from '../support/application-versions.ts';

const { endpoints } = useStack();
const api = createConfigurationApi(endpoints);
const { application, android, ios, apns, newName, create, storedSignatures, registerWith } = await prepareVersions();

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
      integrity_check: 'FULL',
      tampering_protection_enabled: false,
      payload_encryption_enabled: false,
      framework: null,
      mobile_app_id: android.split('/')[2],
    });
  });

  it('stores every field that is sent', async () => {
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
    const path = await create(ios, { ...fields, platform: 'ios' });
    const { application_signatures: signatures, ...readable } = fields;
    expect((await api.get(`${path}/`)).body).toMatchObject(readable);
    expect(await storedSignatures(path)).toEqual(signatures);
  });

  it('accepts the deprecated single signature as a list of one', async () => {
    expect(await storedSignatures(await create(android, { application_signature: 'abc' }))).toEqual(['abc']);
  });

  it('accepts a name once per platform, also from eight concurrent callers', async () => {
    const name = newName();
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.post(android, { version_name: name })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(
      answers.filter(({ body }) => body?.code === 'conflict' && body.details[0].parameter === 'version_name'),
    ).toHaveLength(7);
    expect((await api.post(ios, { version_name: name })).status).toBe(201);
  });

  it('adds a version that a phone can register with', async () => {
    const path = await create();
    await eventually(
      async () => ((await registerWith(path.split('/').at(-1) as string)) === 201 ? true : undefined),
      changeLimit,
    );
  });

  it('answers 404 for an unknown application or platform', async () => {
    expect((await api.post('/applications/unknown/platforms/ios/versions', { version_name: '1' })).status).toBe(404);
    expect(
      (await api.post(`/applications/${application}/platforms/windows/versions`, { version_name: '1' })).status,
    ).toBe(404);
    expect((await api.get(`/applications/${application}/platforms/windows/versions`)).status).toBe(404);
  });

  const refused: [string, Record<string, unknown>, string, string?][] = [
    ['no name', { version_name: undefined }, 'version_name'],
    ['a name that is a path', { version_name: '../1' }, 'version_name'],
    ['a name with a quote', { version_name: '1"0' }, 'version_name'],
    ['an unknown status', { status: 'ENABLED' }, 'status'],
    ['another platform than the path', { platform: 'ios' }, 'platform', 'read_only'],
    [
      'a push configuration that does not exist',
      { push_messaging_configuration_id: randomUUID() },
      'push_messaging_configuration_id',
      'unknown',
    ],
    [
      'a push configuration of another platform',
      { push_messaging_configuration_id: apns },
      'push_messaging_configuration_id',
      'other_platform',
    ],
    ['a push configuration that is no id', { push_messaging_configuration_id: 'x' }, 'push_messaging_configuration_id'],
    [
      'an APNs environment on android',
      { use_apns_development_environment_enabled: true },
      'use_apns_development_environment_enabled',
      'not_of_platform',
    ],
    [
      'both spellings of the signatures',
      { application_signature: 'a', application_signatures: ['b'] },
      'application_signature',
    ],
    ['an unknown integrity check', { integrity_check: 'HALF' }, 'integrity_check'],
    ['a framework in lower case', { framework: 'cordova' }, 'framework'],
    ['an unknown field', { bundle_id: 'x' }, 'bundle_id'],
  ];

  it.each(refused)('refuses %s', async (_, fields, parameter, reason) => {
    const answer = await api.post(android, { version_name: newName(), ...fields });
    expect([answer.status, answer.body.code, answer.body.details[0].parameter]).toEqual([
      400,
      'invalid_request',
      parameter,
    ]);
    if (reason) expect(answer.body.details[0].code).toBe(reason);
  });

  it('refuses an APNs configuration without a bundle identifier', async () => {
    expect(
      (await api.post(ios, { version_name: newName(), push_messaging_configuration_id: apns })).body.details[0],
    ).toMatchObject({ code: 'missing', parameter: 'application_bundle_identifier' });
  });
});

describe('GET .../versions', () => {
  it('lists the versions of one platform', async () => {
    const path = await create();
    const names = (await api.get(`${android}/`)).body.result.map(
      (entry: { version_name: string }) => entry.version_name,
    );
    expect(names).toContain(path.split('/').at(-1));
    expect((await api.get(ios)).body.result.every((entry: { platform: string }) => entry.platform === 'ios')).toBe(
      true,
    );
    expect((await api.get('/applications/unknown/platforms/ios/versions')).status).toBe(404);
    expect((await api.get(`${android}/9.9.9/`)).body.code).toBe('not_found');
  });
});
