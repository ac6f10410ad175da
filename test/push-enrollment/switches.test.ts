import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GeneralSettings } from '../../src/domain/configuration/general-settings.ts';
import { Event } from '../../src/entities/events/event.ts';
import { confirmPush, enrollPush } from '../app/support/enroll-push.ts';
import { eventsAbout } from '../app/support/events.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { makeProfileKeys } from '../security/profile-keys.ts';
import { obtainPushToken } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { createWebsite } from '../support/website.ts';
import type { Website } from '../support/website.ts';

type Switch = Extract<keyof GeneralSettings, `${string}_enabled`>;

let server: OwnServer;
let website: Website;
let phone: RawPhone;
let token: string;
let off: Switch[] = [];

beforeAll(async () => {
  server = await startOwnServer();
  website = createWebsite(server.endpoints);
});

afterAll(() => server.stop());

beforeEach(async () => {
  phone = await RawPhone.connect(server.endpoints);
  await phone.enrollKeys();
  token = await obtainPushToken(server.endpoints.sandbox, 'android');
});

afterEach(async () => {
  await server.change(Object.fromEntries(off.map((name) => [name, undefined])));
  off = [];
});

async function switchOff(name: Switch): Promise<void> {
  off.push(name);
  await server.change({ [name]: false });
}

function events(subject = phone.profileId): Promise<string[]> {
  return eventsAbout(subject, server.endpoints.postgres_url);
}

/** Names and details of the events of a user that have no subject. */
async function eventsOfUser(userId = phone.userId): Promise<string[]> {
  const found = await server.deps.em().find(Event, { userId, subjectId: null }, { orderBy: { id: 'asc' } });
  return found.map(({ name, detail }) => `${name}: ${detail}`);
}

function initialise(type: string): Promise<{ status: number; body: Record<string, string> }> {
  const form = {
    type,
    user_id: phone.userId,
    device_id: phone.device.id,
    callback_uri: `${server.endpoints.sandbox}/callbacks/off`,
    message: 'Hi',
  };
  return website.initialise({ ...form, ...(type.endsWith('sms') ? { phone_number: '+31600000001' } : {}) });
}

async function enabledTypes(): Promise<string[]> {
  const { body } = await website.call('GET', `/authenticate/user/${phone.userId}/enabled`);
  return (body.enabled as { type: string }[]).map(({ type }) => type);
}

describe.each(['enrollment_enabled', 'mobile_authentication_enabled'] as const)('while %s is off', (name) => {
  it('refuses new keys; earlier ones stay and can be dropped', async () => {
    await switchOff(name);
    const { publicKey } = await makeProfileKeys('v6', phone.profileId);
    const answer = await phone.post('/key-enrollment', { public_key: publicKey.armor() });
    expect([answer.status, answer.body.code]).toEqual([403, 'enrollment_disabled']);
    expect(await events()).toContain('KEY ENROLLMENT FAILURE DISABLED');
    expect((await phone.call('GET', '/key-enrollment')).status).toBe(200);
    expect((await phone.call('DELETE', '/key-enrollment')).status).toBe(204);
  });

  it('refuses a push enrolment', async () => {
    await switchOff(name);
    const answer = await phone.post('/push-enrollment', { push_token: token });
    expect([answer.status, answer.body.code]).toEqual([403, 'enrollment_disabled']);
    expect(await events()).toContain('PUSH ENROLLMENT FEATURE DISABLED: enrollment_disabled');
  });
});

describe('while push_enrollment_enabled is off', () => {
  it('refuses start, update, confirmation and resend; a nonce counts no attempt and is valid later', async () => {
    const { body } = await phone.post('/push-enrollment', { push_token: token });
    const id = body.enrollment_id as string;
    await switchOff('push_enrollment_enabled');
    const refused = [
      await phone.post('/push-enrollment', { push_token: token }),
      await phone.call('PUT', '/push-enrollment', { body: { push_token: token } }),
      await confirmPush(phone, server.endpoints.sandbox, token, id),
      await phone.post(`/push-enrollment/${id}/confirmation`, { nonce: 'wrong' }),
      await phone.post(`/push-enrollment/${id}/resend`),
    ];
    for (const answer of refused) expect([answer.status, answer.body.code]).toEqual([403, 'push_enrollment_disabled']);
    expect(
      (await events()).filter((name) => name === 'PUSH ENROLLMENT FEATURE DISABLED: push_enrollment_disabled'),
    ).toHaveLength(5);
    await server.change({ push_enrollment_enabled: undefined });
    expect((await confirmPush(phone, server.endpoints.sandbox, token, id)).status).toBe(200);
    expect((await events(id)).filter((name) => name.includes('INVALID REQ'))).toEqual([]);
  });

  it('still sends pushes to enrolled phones, and lets them drop the enrolment', async () => {
    await enrollPush(phone, server.endpoints.sandbox, token);
    await switchOff('push_enrollment_enabled');
    expect((await initialise('login_with_push')).status).toBe(200);
    expect((await phone.call('DELETE', '/push-enrollment')).status).toBe(204);
  });
});

describe('while a switch of authorisation is off', () => {
  it('push is refused with its code and event and not listed as enabled, and its fallback is used', async () => {
    await enrollPush(phone, server.endpoints.sandbox, token);
    expect(await enabledTypes()).toContain('login_with_push');
    await switchOff('push_authorisation_enabled');
    const answer = await initialise('login_with_push');
    expect([answer.status, answer.body['error_code']]).toEqual([404, '1000']);
    expect(await eventsOfUser()).toEqual(['PUSH AUTH INIT FAILURE FEATURE DISABLED: mobile_authentication_disabled']);
    expect(await enabledTypes()).not.toContain('login_with_push');
    const form = {
      type: 'payment_with_push',
      user_id: phone.userId,
      device_id: phone.device.id,
      callback_uri: `${server.endpoints.sandbox}/callbacks/off`,
      phone_number: '+31600000001',
    };
    expect((await website.initialise({ ...form, message: 'Code {code}' })).body.auth_method).toBe('sms');
  });

  it('SMS is refused with its code and event and not listed as enabled', async () => {
    await switchOff('sms_authorisation_enabled');
    const answer = await initialise('payment_with_sms');
    expect([answer.status, answer.body['error_code']]).toEqual([404, '3000']);
    expect(await eventsOfUser()).toEqual(['SMS AUTH INIT FAILURE FEATURE DISABLED: sms_authentication_disabled']);
    expect(await enabledTypes()).not.toContain('payment_with_sms');
  });

  it('every method is refused with its code and event', async () => {
    await switchOff('mobile_authentication_enabled');
    expect((await initialise('login_with_push')).body['error_code']).toBe('1000');
    expect(await eventsOfUser()).toEqual(['MOBILE AUTH INIT FAILURE: mobile_authentication_disabled']);
    for (const path of ['enabled', `device/${phone.device.id}/enabled`]) {
      const { status, body } = await website.call('GET', `/authenticate/user/${phone.userId}/${path}`);
      expect([path, status, body.error_code]).toEqual([path, 404, '1000']);
    }
  });

  it('an unknown user is refused with its event', async () => {
    const unknownUser = `unknown-${randomUUID()}`;
    await website.initialise({
      type: 'login_with_push',
      user_id: unknownUser,
      device_id: phone.device.id,
      callback_uri: `${server.endpoints.sandbox}/callbacks/off`,
      message: 'Hi',
    });
    expect(await eventsOfUser(unknownUser)).toEqual(['MOBILE AUTH INIT FAILURE: no_authentication_possibilities']);
  });
});
