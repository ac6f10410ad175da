import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../admin/support/admin-api.ts';
import type { SignedIn } from '../admin/support/admin-api.ts';
import { enrollPush } from '../app/support/enroll-push.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import { enrollPhone, obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { codeIn, textMessagesTo } from '../support/text-messages.ts';
import { query, rest } from '../users/support/rest.ts';
import { callVersion, websiteVersions } from './support/versions.ts';

const { endpoints } = useStack();

/** Connects a phone that is enrolled for keys and push. */
async function connect(): Promise<RawPhone> {
  const phone = await RawPhone.connect(endpoints);
  await phone.enrollKeys();
  await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
  return phone;
}

describe.each(['v3', 'v4'])('line 6: the Device API %s accepts an upper-case id', (version) => {
  const upper = ({ userId, device }: RawPhone) => `/${version}/users/${userId}/devices/${device.id.toUpperCase()}`;
  const flags = async ({ userId }: RawPhone) => {
    const [device] = (await rest('GET', `/${version}/users/${userId}/devices`)).body.devices;
    return [device.mobile_authentication_enabled, device.push_authentication_enabled];
  };

  it('to disable push, then mobile authentication', async () => {
    const phone = await connect();
    expect((await rest('POST', `${upper(phone)}/disablePushAuthentication`)).status).toBe(204);
    expect(await flags(phone)).toEqual([true, false]);
    expect((await rest('POST', `${upper(phone)}/disableMobileAuthentication`)).status).toBe(204);
    expect(await flags(phone)).toEqual([false, false]);
  });

  it('to disable the fingerprint', async () => {
    const phone = await RawPhone.connect(endpoints);
    await query(`insert into authenticator_key (registration_id, name, public_jwk) values ($1, 'fingerprint', '{}')`, [
      phone.profileId,
    ]);
    expect((await rest('POST', `${upper(phone)}/disableFingerprint`)).status).toBe(204);
    expect(await query('select from authenticator_key where registration_id = $1', [phone.profileId])).toEqual([]);
  });

  it('to delete one device and several', async () => {
    const [one, several] = [await RawPhone.connect(endpoints), await RawPhone.connect(endpoints)];
    expect((await rest('DELETE', upper(one))).status).toBe(204);
    const json = { delete: [several.device.id.toUpperCase()] };
    expect((await rest('POST', `/${version}/users/${several.userId}/devices`, { json })).status).toBe(204);
    for (const phone of [one, several])
      expect((await rest('GET', `/${version}/users/${phone.userId}/devices`)).status).toBe(404);
  });
});

it('line 6: an initialisation accepts an upper-case device_id', async () => {
  const phone = await enrollPhone(endpoints);
  const form = {
    type: 'login_with_push',
    user_id: phone.userId,
    callback_uri: `${endpoints.sandbox}/callbacks/upper`,
    message: 'Sign in?',
  };
  const init = await callVersion('v4', 'POST', '/user', { ...form, device_id: phone.deviceId.toUpperCase() });
  expect([init.status, init.body.auth_method]).toEqual([200, 'push']);
  const unknown = await callVersion('v4', 'POST', '/user', { ...form, device_id: 'F'.repeat(64) });
  expect([unknown.status, unknown.body.error_code]).toEqual([404, '1001']);
});

it.each(websiteVersions)(
  'line 6: result, code and cancellation accept an upper-case transaction_id, %s',
  async (version) => {
    const phone = await RawPhone.connect(endpoints);
    const number = `+3161${String(Date.now()).slice(-7)}${version.slice(1)}`.slice(0, 12);
    const start = () =>
      callVersion(version, 'POST', '/user', { type: 'payment_with_sms', user_id: phone.userId, phone_number: number });
    const id = ((await start()).body.transaction_id as string).toUpperCase();
    const resent = await callVersion(version, 'POST', `/user/${phone.userId}/sms/resend`, { transaction_id: id });
    expect(resent.status).toBe(204);
    const code = codeIn((await textMessagesTo(endpoints, number))[0]) as string;
    const form = { transaction_id: id, sms_code: code };
    expect((await callVersion(version, 'POST', `/user/${phone.userId}/sms`, form)).status).toBe(200);
    expect((await callVersion(version, 'GET', `/transaction/${id}`)).body.is_authenticated).toBe(true);
    const other = ((await start()).body.transaction_id as string).toUpperCase();
    expect((await callVersion(version, 'DELETE', `/transaction/${other}`)).status).toBe(204);
  },
);

describe('line 6: the configuration API accepts upper-case ids', () => {
  const api = createConfigurationApi(endpoints);

  it('of callback endpoints', async () => {
    const made = await api.post('/callback-endpoints', { url: `https://site.example/${randomUUID()}` });
    const path = new URL(made.headers.get('location') as string).pathname.split('/').at(-1) as string;
    expect((await api.get(`/callback-endpoints/${path.toUpperCase()}`)).status).toBe(200);
    expect((await api.remove(`/callback-endpoints/${path.toUpperCase()}`)).status).toBe(204);
    expect((await api.get(`/callback-endpoints/${path}`)).status).toBe(404);
  });

  it('of server keys (fingerprints)', async () => {
    const identifier = `case-${randomUUID()}`;
    await api.post('/applications', { identifier, name: 'Case' });
    const { server_key_fingerprint: fingerprint } = (await api.get(`/applications/${identifier}`)).body;
    const sent = { server_key_fingerprint: fingerprint.toUpperCase() };
    expect((await api.patch(`/applications/${identifier}`, sent)).status).toBe(204);
    expect((await api.post(`/applications/${identifier}/server-key/rotate`, sent)).status).toBe(200);
  });
});

describe('line 6: the admin API accepts upper-case ids', () => {
  let admin: SignedIn;
  beforeAll(async () => {
    admin = await signIn(endpoints.api, endpoints.operators.admin);
  });

  it('of devices, to read and to delete', async () => {
    const phone = await RawPhone.connect(endpoints);
    const path = `/devices/${phone.device.id.toUpperCase()}`;
    const shown = await admin.call('GET', `${path}/users`);
    expect([shown.status, shown.body.id]).toEqual([200, phone.device.id]);
    const headers = { 'if-match': `"${shown.body.users_digest}"` };
    expect((await admin.call('DELETE', path, { headers })).status).toBe(204);
    expect((await admin.call('GET', `${path}/users`)).status).toBe(404);
  });

  it("of a user's devices", async () => {
    const phone = await connect();
    const path = `/users/${phone.userId}/devices/${phone.device.id.toUpperCase()}`;
    expect((await admin.call('DELETE', `${path}/push`)).status).toBe(204);
    expect((await admin.call('DELETE', `${path}/mobile-authentication`)).status).toBe(204);
    expect(await query('select from key_enrollment where registration_id = $1', [phone.profileId])).toEqual([]);
    expect((await admin.call('DELETE', path)).status).toBe(204);
    expect(await query('select from registration where id = $1', [phone.profileId])).toEqual([]);
  });

  it('of transactions', async () => {
    const phone = await RawPhone.connect(endpoints);
    const init = await callVersion('v4', 'POST', '/user', {
      type: 'payment_with_sms',
      user_id: phone.userId,
      phone_number: '+31612340000',
    });
    const shown = await admin.call('GET', `/transactions/${init.body.transaction_id.toUpperCase()}`);
    expect([shown.status, shown.body.id]).toEqual([200, init.body.transaction_id]);
  });
});
