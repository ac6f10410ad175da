import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RawPhone } from '../app/support/raw-phone.ts';
import { enrollPush } from '../app/support/enroll-push.ts';
import { obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { eventsOf, query, rest } from '../users/support/rest.ts';
import { createTestPerson } from './support/persons-api.ts';

const { endpoints } = useStack();
const site = createWebsite(endpoints);
let phone: RawPhone;

beforeAll(async () => {
  const { body } = await createTestPerson();
  phone = await RawPhone.connect(endpoints, { userId: body.person_id });
  await phone.enrollKeys();
  await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
});
afterEach(() => setStatus('active'));

const setStatus = (status: string) => query('update person set status = $1 where id = $2', [status, phone.userId]);

describe.each(['disabled', 'deletion_pending'])('a person who is %s', (status) => {
  it('gets no push and no text message', async () => {
    const push = {
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.device.id,
      message: 'Sign in?',
      callback_uri: `${endpoints.sandbox}/callbacks/blocked`,
    };
    const text = { type: 'payment_with_sms', user_id: phone.userId, phone_number: '+31612345678', message: '{code}' };
    expect((await site.initialise(push)).status).toBe(200);
    await setStatus(status);
    for (const form of [push, text]) {
      const refused = await site.initialise(form);
      expect([refused.status, refused.body.error_code]).toEqual([404, '1001']);
    }
  });

  it('cannot connect a phone: a code is refused like a wrong one', async () => {
    await setStatus(status);
    const refusal = 'USER CONNECTION FAILED: user_blocked';
    const refusals = async () => (await eventsOf(phone.userId)).filter((event) => event === refusal).length;
    const before = await refusals();
    await expect(RawPhone.connect(endpoints, { userId: phone.userId })).rejects.toThrow();
    expect(await refusals()).toBe(before + 1);
    expect((await rest('GET', `/v1/otp/${phone.userId}`)).status).toBe(200);
  });
});

describe.each(['inactive', 'restricted'])('a person who is %s', (status) => {
  it('still gets pushes', async () => {
    await setStatus(status);
    const form = {
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.device.id,
      message: 'Sign in?',
      callback_uri: `${endpoints.sandbox}/callbacks/blocked`,
    };
    expect((await site.initialise(form)).status).toBe(200);
  });
});
