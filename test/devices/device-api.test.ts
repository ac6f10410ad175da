import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { enrollPush } from '../app/support/enroll-push.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { eventsOf, query, rest } from '../users/support/rest.ts';
import { devicesOf } from './support/devices-of.ts';

const { endpoints } = useStack();
const versions = ['v3', 'v4'] as const;
const noDevice = 'f'.repeat(64);

const routes = versions.flatMap(
  (version) =>
    [
      ['GET', version, ''],
      ['DELETE', version, ''],
      ['POST', version, ''],
      ['DELETE', version, `/${noDevice}`],
      ['POST', version, `/${noDevice}/disableFingerprint`],
      ['POST', version, `/${noDevice}/disableMobileAuthentication`],
      ['POST', version, `/${noDevice}/disablePushAuthentication`],
    ] as const,
);

describe.each(routes)('%s /oauth/api/%s/users/{userId}/devices%s', (method, version, path) => {
  const json = method === 'POST' && path === '' ? { delete: [noDevice] } : undefined;
  const call = (client: 'end_user' | 'mobile_authentication' | null) =>
    rest(method, devicesOf('unknown', version) + path, { client, json });

  it('refuses a caller without credentials', async () => {
    const answer = await call(null);
    expect([answer.status, answer.body]).toEqual([
      401,
      { code: 'unauthorized', message: expect.any(String), details: [] },
    ]);
    expect(answer.headers.get('www-authenticate')).toContain('Basic');
  });

  it('refuses a caller without the scope', async () => {
    const answer = await call('mobile_authentication');
    expect([answer.status, answer.body]).toEqual([
      403,
      { code: 'insufficient_permissions', message: expect.any(String), details: [] },
    ]);
  });

  it('gives the same answer for an unknown user and for one without devices', async () => {
    const answer = await call('end_user');
    expect([answer.status, answer.body]).toEqual(method === 'GET' ? [404, { error: 'No devices found' }] : [204, null]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

describe.each(versions)('POST /oauth/api/%s/users/{userId}/devices/{deviceId}/disable...', (version) => {
  const path = `${devicesOf('unknown', version)}/${noDevice}/disablePushAuthentication`;
  const { id: client_id, secret: client_secret } = endpoints.clients.end_user;

  it('accepts credentials in a form, and refuses wrong ones', async () => {
    expect((await rest('POST', path, { client: null, form: { client_id, client_secret } })).status).toBe(204);
    const wrong = await rest('POST', path, { client: null, form: { client_id, client_secret: `${client_secret}x` } });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'unauthorized']);
  });

  it('accepts an empty body, and refuses another format', async () => {
    expect((await rest('POST', path, { json: {} })).status).toBe(204);
    expect((await rest('POST', path, { json: '<a/>', headers: { 'content-type': 'application/xml' } })).status).toBe(
      415,
    );
  });
});

describe.each(versions)('GET /oauth/api/%s/users/{userId}/devices', (version) => {
  it('lists the devices of a user, oldest first', async () => {
    const phone = await RawPhone.connect(endpoints);
    const second = await RawPhone.connect(endpoints, { userId: phone.userId, platform: 'ios' });
    await second.enrollKeys();
    await enrollPush(second, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'ios'));
    await query(`update device set model = 'iPhone 20', os_version = '27.0' where id = $1`, [second.device.id]);
    const answer = await rest('GET', devicesOf(phone.userId, version));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      devices: [
        inVersion(version, phone, 'android', false),
        inVersion(version, second, 'ios', true, { model: 'iPhone 20', osVersion: '27.0', os_version: '27.0' }),
      ],
    });
    const [device] = answer.body.devices;
    expect(Math.abs(device.created_at - Date.now())).toBeLessThan(600_000);
    expect(device.last_login).toBeGreaterThanOrEqual(device.created_at);
    expect(await eventsOf(phone.userId)).toContain('API DEVICES LISTED');
  });

  it('lists no token type when all tokens have expired', async () => {
    const phone = await RawPhone.connect(endpoints);
    await query(`update oauth_artifact set expires_at = now() where account_id = $1`, [phone.userId]);
    expect((await rest('GET', devicesOf(phone.userId, version))).body.devices[0].token_types).toEqual([]);
  });

  it('treats a user id as opaque text', async () => {
    for (const text of ['a/b', '100%', '%2F', 'Zoë ☂', 'UPPER', 'upper', "o'brien", 'a b+c', '..', '💶']) {
      const userId = `${text}-${randomUUID()}`;
      const phone = await RawPhone.connect(endpoints, { userId });
      const { body } = await rest('GET', devicesOf(userId, version));
      expect(
        body.devices.map(({ id }: { id: string }) => id),
        userId,
      ).toEqual([phone.device.id]);
      expect(
        (await rest('GET', devicesOf(userId.toUpperCase() === userId ? `${userId}x` : userId.toUpperCase(), version)))
          .status,
      ).toBe(404);
    }
  });
});

function inVersion(version: 'v3' | 'v4', phone: RawPhone, platform: string, enrolled: boolean, more: object = {}) {
  const time = expect.any(Number);
  const published = {
    id: phone.device.id,
    name: 'raw phone',
    application: 'Northwind ID',
    platform,
    created_at: time,
    last_login: time,
    token_types: ['DEFAULT'],
    mobile_authentication_enabled: enrolled,
    push_authentication_enabled: enrolled,
  };
  const camel = {
    createdAt: time,
    lastLogin: time,
    tokenTypes: ['DEFAULT'],
    mobileAuthenticationEnabled: enrolled,
    pushAuthenticationEnabled: enrolled,
  };
  return version === 'v3' ? published : { ...published, ...camel, ...more };
}
