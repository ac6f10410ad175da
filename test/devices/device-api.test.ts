import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import pg from 'pg';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { enrollPush } from '../app/support/enroll-push.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { eventsOf, query, rest } from '../users/support/rest.ts';

const { endpoints } = useStack();
const versions = ['v3', 'v4'] as const;
const noDevice = 'f'.repeat(64);
let bystander: RawPhone;

beforeAll(async () => {
  bystander = await RawPhone.connect(endpoints);
});

function devicesOf(userId: string, version: 'v3' | 'v4' = 'v4'): string {
  return `/${version}/users/${encodeURIComponent(userId)}/devices`;
}

function isConnected(phone: RawPhone): Promise<boolean> {
  return phone.call('GET', '/transactions').then(({ status }) => status === 200);
}

const routes = versions.flatMap((version) => [
  ['GET', version, ''],
  ['DELETE', version, ''],
  ['POST', version, ''],
  ['DELETE', version, `/${noDevice}`],
  ['POST', version, `/${noDevice}/disableFingerprint`],
  ['POST', version, `/${noDevice}/disableMobileAuthentication`],
  ['POST', version, `/${noDevice}/disablePushAuthentication`],
] as const);

describe.each(routes)('%s /oauth/api/%s/users/{userId}/devices%s', (method, version, path) => {
  const json = method === 'POST' && path === '' ? { delete: [noDevice] } : undefined;
  const call = (client: 'end_user' | 'mobile_authentication' | null) => rest(method, devicesOf('nobody', version) + path, { client, json });

  it('refuses a caller that is nobody', async () => {
    const answer = await call(null);
    expect([answer.status, answer.body]).toEqual([401, { code: 'unauthorized', message: expect.any(String), details: [] }]);
    expect(answer.headers.get('www-authenticate')).toContain('Basic');
  });

  it('refuses a caller without the scope', async () => {
    const answer = await call('mobile_authentication');
    expect([answer.status, answer.body]).toEqual([403, { code: 'insufficient_permissions', message: expect.any(String), details: [] }]);
  });

  it('answers for a user nobody knows as for one without devices', async () => {
    const answer = await call('end_user');
    expect([answer.status, answer.body]).toEqual(method === 'GET' ? [404, { error: 'No devices found' }] : [204, null]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

describe.each(versions)('POST /oauth/api/%s/users/{userId}/devices/{deviceId}/disable...', (version) => {
  const path = `${devicesOf('nobody', version)}/${noDevice}/disablePushAuthentication`;
  const { id: client_id, secret: client_secret } = endpoints.clients.end_user;

  it('takes credentials in a form, and no wrong ones', async () => {
    expect((await rest('POST', path, { client: null, form: { client_id, client_secret } })).status).toBe(204);
    const wrong = await rest('POST', path, { client: null, form: { client_id, client_secret: `${client_secret}x` } });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'unauthorized']);
  });

  it('minds no empty body, and reads no other format', async () => {
    expect((await rest('POST', path, { json: {} })).status).toBe(204);
    expect((await rest('POST', path, { json: '<a/>', headers: { 'content-type': 'application/xml' } })).status).toBe(415);
  });
});

describe.each(versions)('GET /oauth/api/%s/users/{userId}/devices', (version) => {
  it('lists the devices of a user, the first one first', async () => {
    const phone = await RawPhone.connect(endpoints);
    const second = await RawPhone.connect(endpoints, { userId: phone.userId, platform: 'ios' });
    await second.enrollKeys();
    await enrollPush(second, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'ios'));
    await query(`update device set model = 'iPhone 20', os_version = '27.0' where id = $1`, [second.device.id]);
    const answer = await rest('GET', devicesOf(phone.userId, version));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      devices: [inVersion(version, phone, 'android', false), inVersion(version, second, 'ios', true, { model: 'iPhone 20', osVersion: '27.0', os_version: '27.0' })],
    });
    const [device] = answer.body.devices;
    expect(Math.abs(device.created_at - Date.now())).toBeLessThan(60_000);
    expect(device.last_login).toBeGreaterThanOrEqual(device.created_at);
    expect(await eventsOf(phone.userId)).toContain('API DEVICES LISTED');
  });

  it('names no token type once no token is alive', async () => {
    const phone = await RawPhone.connect(endpoints);
    await query(`update oauth_artifact set expires_at = now() where account_id = $1`, [phone.userId]);
    expect((await rest('GET', devicesOf(phone.userId, version))).body.devices[0].token_types).toEqual([]);
  });

  it('takes a user id as opaque text', async () => {
    for (const text of ['a/b', '100%', '%2F', 'Zoë ☂', 'UPPER', 'upper', "o'brien", 'a b+c', '..', '💶']) {
      const userId = `${text}-${randomUUID()}`;
      const phone = await RawPhone.connect(endpoints, { userId });
      const { body } = await rest('GET', devicesOf(userId, version));
      expect(body.devices.map(({ id }: { id: string }) => id), userId).toEqual([phone.device.id]);
      expect((await rest('GET', devicesOf(userId.toUpperCase() === userId ? `${userId}x` : userId.toUpperCase(), version))).status).toBe(404);
    }
  });
});

function inVersion(version: 'v3' | 'v4', phone: RawPhone, platform: string, enrolled: boolean, more: object = {}) {
  const time = expect.any(Number);
  const published = { id: phone.device.id, name: 'raw phone', application: 'Northwind ID', platform, created_at: time, last_login: time, token_types: ['DEFAULT'], mobile_authentication_enabled: enrolled, push_authentication_enabled: enrolled };
  const camel = { createdAt: time, lastLogin: time, tokenTypes: ['DEFAULT'], mobileAuthenticationEnabled: enrolled, pushAuthenticationEnabled: enrolled };
  return version === 'v3' ? published : { ...published, ...camel, ...more };
}

describe.each(versions)('DELETE /oauth/api/%s/users/{userId}/devices/{deviceId}', (version) => {
  it('disconnects the user, and nobody else on that device; twice is once', async () => {
    const phone = await RawPhone.connect(endpoints);
    const other = await RawPhone.connect(endpoints, { device: phone.device });
    await phone.enrollKeys();
    const path = `${devicesOf(phone.userId, version)}/${phone.device.id}`;
    expect((await rest('DELETE', path)).status).toBe(204);
    expect((await rest('DELETE', path)).status).toBe(204);
    expect(await Promise.all([isConnected(phone), isConnected(other)])).toEqual([false, true]);
    expect((await rest('GET', devicesOf(phone.userId, version))).status).toBe(404);
    expect((await eventsOf(phone.userId)).filter((name) => name.startsWith('API DEVICE REMOVED'))).toEqual(['API DEVICE REMOVED FOR ONE PROFILE']);
    const left = await query(`select from registration where id = $1 union all select from key_enrollment where registration_id = $1 union all select from oauth_grant where registration_id = $1 union all select from oauth_artifact where account_id = $2`, [phone.profileId, phone.userId]);
    expect(left).toEqual([]);
    // The client credentials stay: the same installation is the same client.
    expect((await RawPhone.connect(endpoints, { device: phone.device })).clientId).toBe(phone.clientId);
  });

  it.each(['another user', 'nonsense', '../../..', 'a%00b', '%'])('changes nothing for a device that is not theirs (%s)', async (id) => {
    const phone = await RawPhone.connect(endpoints);
    const deviceId = id === 'another user' ? bystander.device.id : encodeURIComponent(id);
    expect((await rest('DELETE', `${devicesOf(phone.userId, version)}/${deviceId}`)).status).toBe(204);
    expect(await Promise.all([isConnected(phone), isConnected(bystander)])).toEqual([true, true]);
  });
});

describe.each(versions)('DELETE and POST /oauth/api/%s/users/{userId}/devices', (version) => {
  it('disconnects a user from all devices', async () => {
    const phones = [await RawPhone.connect(endpoints), bystander] as const;
    const second = await RawPhone.connect(endpoints, { userId: phones[0].userId });
    expect((await rest('DELETE', devicesOf(second.userId, version))).status).toBe(204);
    expect(await Promise.all([...phones, second].map(isConnected))).toEqual([false, true, false]);
    expect((await rest('DELETE', devicesOf(second.userId, version))).status).toBe(204);
  });

  it('disconnects a user from those that are named', async () => {
    const phone = await RawPhone.connect(endpoints);
    const second = await RawPhone.connect(endpoints, { userId: phone.userId });
    const named = { delete: [second.device.id, bystander.device.id, 'nonsense', second.device.id] };
    expect((await rest('POST', devicesOf(phone.userId, version), { json: named })).status).toBe(204);
    expect(await Promise.all([phone, second, bystander].map(isConnected))).toEqual([true, false, true]);
  });

  it.each([{}, { delete: [] }, { delete: 'x' }, { delete: [1] }, { delete: ['x'.repeat(300)] }, { delete: ['x'], more: 1 }, [], 'no json'])('refuses the body %j', async (json) => {
    const answer = await rest('POST', devicesOf('nobody', version), { json });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    expect(answer.body).toEqual({ code: 'invalid_request', message: expect.any(String), details: expect.any(Array) });
  });

  it('says which one it could not delete, and deletes the others', async () => {
    const phone = await RawPhone.connect(endpoints);
    const second = await RawPhone.connect(endpoints, { userId: phone.userId });
    const somebody = new pg.Client({ connectionString: endpoints.postgres_url });
    await somebody.connect();
    onTestFinished(() => somebody.end());
    await somebody.query('begin');
    await somebody.query('select from registration where id = $1 for update', [phone.profileId]);
    const answer = await rest('POST', devicesOf(phone.userId, version), { json: { delete: [phone.device.id, second.device.id] } });
    await somebody.query('rollback');
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      code: 'not_all_devices_deleted',
      message: expect.any(String),
      details: [{ id: phone.device.id, status: { code: 'device_not_deleted', message: expect.any(String), details: [] } }],
    });
    expect(await Promise.all([isConnected(phone), isConnected(second)])).toEqual([true, false]);
  });

  it('refuses other methods and paths in its own words', async () => {
    const method = await rest('PUT', devicesOf('nobody', version), { json: {} });
    expect([method.status, method.body.code]).toEqual([405, 'method_not_allowed']);
    const path = await rest('POST', `${devicesOf('nobody', version)}/${noDevice}/nothing`);
    expect([path.status, path.body]).toEqual([404, { code: 'not_found', message: expect.any(String), details: [] }]);
    const user = await rest('GET', `/${version}/users/${'x'.repeat(256)}/devices`);
    expect([user.status, user.body.code]).toEqual([400, 'invalid_request']);
  });
});

describe.each(versions)('POST /oauth/api/%s/users/{userId}/devices/{deviceId}/disable...', (version) => {
  const flags = async ({ userId }: RawPhone) => {
    const [device] = (await rest('GET', devicesOf(userId, version))).body.devices;
    return [device.mobile_authentication_enabled, device.push_authentication_enabled];
  };

  it('drops push, then keys, and leaves the user connected', async () => {
    const phone = await RawPhone.connect(endpoints);
    await phone.enrollKeys();
    await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
    const path = `${devicesOf(phone.userId, version)}/${phone.device.id}`;
    expect(await flags(phone)).toEqual([true, true]);
    expect((await rest('POST', `${path}/disablePushAuthentication`)).status).toBe(204);
    expect(await flags(phone)).toEqual([true, false]);
    expect((await rest('POST', `${path}/disableMobileAuthentication`)).status).toBe(204);
    expect((await rest('POST', `${path}/disableMobileAuthentication`)).status).toBe(204);
    expect(await flags(phone)).toEqual([false, false]);
    expect(await isConnected(phone)).toBe(true);
    expect(await eventsOf(phone.userId)).toEqual(expect.arrayContaining(['PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: dropped', 'API PUSH AUTHENTICATION DISABLED', 'KEY ENROLLMENT DROPPED', 'API MOBILE AUTHENTICATION DISABLED']));
  });

  it('drops keys and push in one', async () => {
    const phone = await RawPhone.connect(endpoints);
    await phone.enrollKeys();
    await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
    expect((await rest('POST', `${devicesOf(phone.userId, version)}/${phone.device.id}/disableMobileAuthentication`)).status).toBe(204);
    expect(await flags(phone)).toEqual([false, false]);
  });

  it('ends a push enrolment that waits for its nonce, and its workflow with it', async () => {
    const phone = await RawPhone.connect(endpoints);
    await phone.enrollKeys();
    const token = await obtainPushToken(endpoints.sandbox, 'android');
    const connection = await Connection.connect({ address: endpoints.temporal_address });
    onTestFinished(() => connection.close());
    const isRunning = async (workflowId: string) => {
      const { workflowExecutionInfo } = await connection.workflowService.describeWorkflowExecution({ namespace: endpoints.temporal_namespace, execution: { workflowId } });
      return !workflowExecutionInfo?.closeTime;
    };
    const path = `${devicesOf(phone.userId, version)}/${phone.device.id}`;
    for (const [method, action] of [['POST', '/disablePushAuthentication'], ['POST', '/disableMobileAuthentication'], ['DELETE', '']] as const) {
      if (method === 'DELETE') await phone.enrollKeys();
      const { status, body } = await phone.post('/push-enrollment', { push_token: token });
      expect(status).toBe(202);
      expect(await isRunning(body.enrollment_id)).toBe(true);
      expect((await rest(method, path + action)).status).toBe(204);
      await eventually(async () => ((await isRunning(body.enrollment_id)) ? undefined : true));
    }
  });

  it('drops the fingerprint, and no other authenticator', async () => {
    const phone = await RawPhone.connect(endpoints);
    for (const name of ['pin', 'fingerprint', 'face']) await query(`insert into authenticator_key (registration_id, name, public_jwk) values ($1, $2, '{}')`, [phone.profileId, name]);
    expect((await rest('POST', `${devicesOf(phone.userId, version)}/${phone.device.id}/disableFingerprint`)).status).toBe(204);
    const left = await query<{ name: string }>('select name from authenticator_key where registration_id = $1 order by name', [phone.profileId]);
    expect(left.map(({ name }) => name)).toEqual(['face', 'pin']);
    expect(await eventsOf(phone.userId)).toContain('API FINGER PRINT DISABLED');
  });

  it.each(['disableFingerprint', 'disableMobileAuthentication', 'disablePushAuthentication'])('%s does nothing to the device of another user', async (action) => {
    await query(`insert into authenticator_key (registration_id, name, public_jwk) values ($1, 'fingerprint', '{}') on conflict do nothing`, [bystander.profileId]);
    if ((await flags(bystander))[0] === false) await bystander.enrollKeys();
    expect((await rest('POST', `${devicesOf('somebody-else', version)}/${bystander.device.id}/${action}`)).status).toBe(204);
    expect(await flags(bystander)).toEqual([true, false]);
    expect(await query(`select from authenticator_key where registration_id = $1`, [bystander.profileId])).toHaveLength(1);
  });
});
