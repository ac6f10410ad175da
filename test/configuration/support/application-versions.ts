import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { TestDevice } from '../../authorization-server/support/test-device.ts';
import { query } from '../../support/query.ts';
import { useStack } from '../../support/stack.ts';
import { makeApnsKey, makeServiceAccount } from './credentials.ts';
import { createConfigurationApi } from './configuration-api.ts';

const { endpoints, environment } = useStack();
const api = createConfigurationApi(endpoints);
const database = environment['COUNTERSIGN_DATABASE_URL'] as string;

/** Creates an application and push configurations. @returns them with functions that add and read versions. */
export async function prepareVersions() {
  const application = `shop-${randomUUID()}`;
  await api.post('/applications', { identifier: application, name: 'Shop' });
  const android = `/applications/${application}/platforms/android/versions`;
  const ios = `/applications/${application}/platforms/ios/versions`;
  const idOf = async (body: object) =>
    (await api.post('/push-messaging-configurations', body)).headers.get('location')?.split('/').at(-1) as string;
  const fcm = await idOf({ name: randomUUID(), platform: 'android', service_account: makeServiceAccount() });
  const apns = await idOf({
    name: randomUUID(),
    platform: 'ios',
    apple_team_id: 'TEAM123456',
    key_id: 'KEY1234567',
    private_key: makeApnsKey(),
  });

  let counter = 0;
  const newName = () => `1.${(counter += 1)}.0`;

  async function create(where = android, fields: object = {}): Promise<string> {
    const name = newName();
    const answer = await api.post(where, { version_name: name, ...fields });
    expect([answer.status, answer.body]).toEqual([201, null]);
    expect(answer.headers.get('location')).toBe(`${endpoints.api}/oauth/api/v1/configuration${where}/${name}/`);
    return `${where}/${name}`;
  }

  /** A column of the version at a path. */
  async function columnOf<Value>(path: string, column: string): Promise<Value | undefined> {
    const [, , identifier, , platform, , name] = path.split('/');
    const [row] = await query<{ value: Value }>(
      database,
      `select v.${column} as value from application_version v join application a on a.id = v.application_id
        where a.identifier = $1 and v.platform = $2 and v.version_name = $3`,
      [identifier, platform, name],
    );
    return row?.value;
  }

  /** The signatures of a version, which the API does not return. */
  const storedSignatures = (path: string) => columnOf<string[]>(path, 'application_signatures');
  const versionIdOf = async (path: string) => (await columnOf<string>(path, 'id')) as string;

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

  return { application, android, ios, fcm, apns, newName, create, storedSignatures, versionIdOf, registerWith };
}
