import pg from 'pg';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { isConnected } from '../app/support/is-connected.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { useStack } from '../support/stack.ts';
import { eventsOf, query, rest } from '../users/support/rest.ts';
import { devicesOf } from './support/devices-of.ts';

const { endpoints } = useStack();
const versions = ['v3', 'v4'] as const;
const noDevice = 'f'.repeat(64);
let bystander: RawPhone;

beforeAll(async () => {
  bystander = await RawPhone.connect(endpoints);
});

describe.each(versions)('DELETE /oauth/api/%s/users/{userId}/devices/{deviceId}', (version) => {
  it('disconnects the user and no other user of the device; a repetition changes nothing', async () => {
    const phone = await RawPhone.connect(endpoints);
    const other = await RawPhone.connect(endpoints, { device: phone.device });
    await phone.enrollKeys();
    const path = `${devicesOf(phone.userId, version)}/${phone.device.id}`;
    expect((await rest('DELETE', path)).status).toBe(204);
    expect((await rest('DELETE', path)).status).toBe(204);
    expect(await Promise.all([isConnected(phone), isConnected(other)])).toEqual([false, true]);
    expect((await rest('GET', devicesOf(phone.userId, version))).status).toBe(404);
    expect((await eventsOf(phone.userId)).filter((name) => name.startsWith('API DEVICE REMOVED'))).toEqual([
      'API DEVICE REMOVED FOR ONE PROFILE',
    ]);
    const left = await query(
      `select from registration where id = $1 union all select from key_enrollment where registration_id = $1 union all select from oauth_grant where registration_id = $1 union all select from oauth_artifact where account_id = $2`,
      [phone.profileId, phone.userId],
    );
    expect(left).toEqual([]);
    // The OAuth client stays: the same installation has the same client.
    expect((await RawPhone.connect(endpoints, { device: phone.device })).clientId).toBe(phone.clientId);
  });

  it.each(['another user', 'nonsense', '../../..', 'a%00b', '%'])(
    'changes nothing for a device of another user or a malformed id (%s)',
    async (id) => {
      const phone = await RawPhone.connect(endpoints);
      const deviceId = id === 'another user' ? bystander.device.id : encodeURIComponent(id);
      expect((await rest('DELETE', `${devicesOf(phone.userId, version)}/${deviceId}`)).status).toBe(204);
      expect(await Promise.all([isConnected(phone), isConnected(bystander)])).toEqual([true, true]);
    },
  );
});

describe.each(versions)('DELETE and POST /oauth/api/%s/users/{userId}/devices', (version) => {
  it('disconnects a user from all devices', async () => {
    const phones = [await RawPhone.connect(endpoints), bystander] as const;
    const second = await RawPhone.connect(endpoints, { userId: phones[0].userId });
    expect((await rest('DELETE', devicesOf(second.userId, version))).status).toBe(204);
    expect(await Promise.all([...phones, second].map(isConnected))).toEqual([false, true, false]);
    expect((await rest('DELETE', devicesOf(second.userId, version))).status).toBe(204);
  });

  it('disconnects a user from the named devices', async () => {
    const phone = await RawPhone.connect(endpoints);
    const second = await RawPhone.connect(endpoints, { userId: phone.userId });
    const named = { delete: [second.device.id, bystander.device.id, 'nonsense', second.device.id] };
    expect((await rest('POST', devicesOf(phone.userId, version), { json: named })).status).toBe(204);
    expect(await Promise.all([phone, second, bystander].map(isConnected))).toEqual([true, false, true]);
  });

  it.each([
    {},
    { delete: [] },
    { delete: 'x' },
    { delete: [1] },
    { delete: ['x'.repeat(300)] },
    { delete: ['x'], more: 1 },
    [],
    'no json',
  ])('refuses the body %j', async (json) => {
    const answer = await rest('POST', devicesOf('unknown', version), { json });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    expect(answer.body).toEqual({ code: 'invalid_request', message: expect.any(String), details: expect.any(Array) });
  });

  it('reports a device that could not be deleted, and deletes the others', async () => {
    const phone = await RawPhone.connect(endpoints);
    const second = await RawPhone.connect(endpoints, { userId: phone.userId });
    const holder = new pg.Client({ connectionString: endpoints.postgres_url });
    await holder.connect();
    onTestFinished(() => holder.end());
    await holder.query('begin');
    await holder.query('select from registration where id = $1 for update', [phone.profileId]);
    const answer = await rest('POST', devicesOf(phone.userId, version), {
      json: { delete: [phone.device.id, second.device.id] },
    });
    await holder.query('rollback');
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      code: 'not_all_devices_deleted',
      message: expect.any(String),
      details: [
        { id: phone.device.id, status: { code: 'device_not_deleted', message: expect.any(String), details: [] } },
      ],
    });
    expect(await Promise.all([isConnected(phone), isConnected(second)])).toEqual([true, false]);
  });

  it('refuses other methods and paths with its own error format', async () => {
    const method = await rest('PUT', devicesOf('unknown', version), { json: {} });
    expect([method.status, method.body.code]).toEqual([405, 'method_not_allowed']);
    const path = await rest('POST', `${devicesOf('unknown', version)}/${noDevice}/nothing`);
    expect([path.status, path.body]).toEqual([404, { code: 'not_found', message: expect.any(String), details: [] }]);
    const user = await rest('GET', `/${version}/users/${'x'.repeat(256)}/devices`);
    expect([user.status, user.body.code]).toEqual([400, 'invalid_request']);
  });
});
