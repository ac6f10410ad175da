import { randomInt, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { recordCallbackFailed } from '../../src/commands/mobile-authentication/callback/callback-delivery.ts';
import { createOrm } from '../../src/database/orm.ts';
import { Keyring } from '../../src/security/keyring.ts';
import { enrollPush } from '../app/support/enroll-push.ts';
import { eventsAbout } from '../app/support/events.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { enrollPhoneWithFactors, wrongPin } from '../mobile-authentication/support/phone-with-factors.ts';
import { enrollPhone, eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { codeIn, textMessagesTo } from '../support/text-messages.ts';
import { createWebsite } from '../support/website.ts';
import { createEventsApi } from './support/events-api.ts';

const { endpoints, environment } = useStack();
const website = createWebsite(endpoints);
const events = createEventsApi(endpoints);
const callbackUri = `${endpoints.sandbox}/callbacks/events-${randomUUID()}`;

/** Types of a user's events of some families, oldest first; without delivery reports, whose time varies. */
async function typesOf(
  userId: string,
  families = /^(SMS|PUSH|MOBILE)_AUTH(?!_DELIVERY)|^TRANSACTION/,
): Promise<string[]> {
  const { body } = await events({ user_id: userId, size: 1000 });
  return (body.result_set as { event_type: string }[])
    .map(({ event_type: type }) => type)
    .filter((type) => families.test(type))
    .toReversed();
}

const behave = (provider: string, behaviour: object) =>
  fetch(`${endpoints.sandbox}/behaviour/${provider}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(behaviour),
  });

async function beginSms() {
  const [user, number] = [`user-${randomUUID()}`, `+316${randomInt(10_000_000, 99_999_999)}`];
  const { body } = await website.initialise({ type: 'payment_with_sms', user_id: user, phone_number: number });
  const message = await eventually(async () => (await textMessagesTo(endpoints, number))[0]);
  const code = codeIn(message);
  return { user, number, id: body.transaction_id as string, code, wrong: code === '000000' ? '111111' : '000000' };
}

describe('a text message', () => {
  it('causes an event for each step up to the right code', async () => {
    const { user, id, code, wrong } = await beginSms();
    await website.verify(user, id, wrong);
    await website.resend(user, id);
    await website.verify(user, id, code);
    expect(await typesOf(user)).toEqual([
      'SMS_AUTH_INIT_SUCCESS',
      'SMS_AUTH_VALIDATION_FAILURE',
      'SMS_AUTH_RESEND_SUCCESS',
      'SMS_AUTH_VALIDATION_SUCCESS',
    ]);
  });

  it('causes an event for each step up to its limits', async () => {
    const { user, id, wrong } = await beginSms();
    for (let send = 0; send < 4; send += 1) await website.resend(user, id);
    for (let attempt = 0; attempt < 3; attempt += 1) await website.verify(user, id, wrong);
    const types = await typesOf(user);
    expect(types.filter((type) => type === 'SMS_AUTH_RESEND_SUCCESS')).toHaveLength(3);
    expect(types.filter((type) => type === 'SMS_AUTH_RESEND_FAILURE_RESEND_LIMIT_REACHED')).toHaveLength(1);
    expect(types.filter((type) => type === 'SMS_AUTH_VALIDATION_FAILURE')).toHaveLength(3);
    expect(types.at(-1)).toBe('SMS_AUTH_VALIDATION_LIMIT_EXCEEDED');
  });

  it('causes an event when it has ended or belongs to another user', async () => {
    const { user, id, code } = await beginSms();
    const other = `user-${randomUUID()}`;
    await website.verify(other, id, code);
    await website.resend(other, id);
    await website.verify(other, 'no id', code);
    await website.cancel(id);
    await website.verify(user, id, code);
    await website.resend(user, id);
    const about = (await eventsAbout(id)).filter((event) => event.includes('INVALID TRANSACTION'));
    expect(about).toEqual([
      'SMS AUTH VALIDATION FAILURE INVALID TRANSACTION: transaction_of_other_user',
      'SMS AUTH RESEND FAILURE INVALID TRANSACTION: transaction_of_other_user',
      'SMS AUTH VALIDATION FAILURE INVALID TRANSACTION: transaction_not_open',
      'SMS AUTH RESEND FAILURE INVALID TRANSACTION: transaction_not_open',
    ]);
    // Under the user that the request named, also for a malformed transaction id.
    expect(await typesOf(other)).toEqual([
      'SMS_AUTH_VALIDATION_FAILURE_INVALID_TRANSACTION',
      'SMS_AUTH_RESEND_FAILURE_INVALID_TRANSACTION',
      'SMS_AUTH_VALIDATION_FAILURE_INVALID_TRANSACTION',
    ]);
  });

  it('causes an event when the provider refuses it, the first time or again', async () => {
    const { user, id, number } = await beginSms();
    await behave('twilio', { mode: 'refuse', to: number });
    await website.resend(user, id);
    await website.initialise({ type: 'payment_with_sms', user_id: user, phone_number: number });
    expect(await typesOf(user)).toEqual(expect.arrayContaining(['SMS_AUTH_RESEND_FAILURE', 'SMS_AUTH_INIT_FAILURE']));
  });
});

// Concurrent: each test has its own phone, and one waits for an expiry.
describe.concurrent('a push', () => {
  it('causes an event when the provider refuses it', async () => {
    const phone = await enrollPhone(endpoints);
    await behave('fcm', { mode: 'refuse', token: phone.pushToken });
    await website.initialise({
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: callbackUri,
      message: 'Hi',
    });
    expect(await typesOf(phone.userId)).toContain('PUSH_AUTH_INIT_FAILURE');
  });

  it('causes an event when it expires', async () => {
    const phone = await enrollPhone(endpoints);
    const { body } = await website.initialise({
      type: 'short_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: callbackUri,
      message: 'Hi',
    });
    await eventually(async () =>
      (await website.result(body.transaction_id, '?wait=20')).body.status === 'pending' ? undefined : true,
    );
    expect(await typesOf(phone.userId)).toContain('MOBILE_AUTH_TRANSACTION_EXPIRED');
  });

  it('causes an event when the answer shows another text', async () => {
    const phone = await RawPhone.connect(endpoints);
    await phone.enrollKeys();
    await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
    const { body } = await website.initialise({
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.device.id,
      callback_uri: callbackUri,
      message: 'Pay 12?',
    });
    const shown = await phone.open((await phone.post(`/transactions/${body.transaction_id}/fetch`)).body.message);
    const forged = await phone.seal(
      await phone.answerTo(shown, { decision: 'accept' }, { displayed: { message: 'Pay 1?' } }),
    );
    await phone.post(`/transactions/${body.transaction_id}/answer`, { message: forged });
    expect(await typesOf(phone.userId)).toEqual(
      expect.arrayContaining(['TRANSACTION_SIGNING_FAILED', 'MOBILE_AUTH_INVALID_ANSWER']),
    );
  });

  it('causes an event when the callback failed for a day', async () => {
    const phone = await enrollPhone(endpoints);
    const { body } = await website.initialise({
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: 'http://127.0.0.1:1/',
      message: 'Hi',
    });
    await phone.answer(body.transaction_id);
    // Calls what the workflow calls after the day; the workflow has its own test on a time-skipping server.
    const orm = await createOrm(
      { databaseUrl: endpoints.postgres_url, databasePoolSize: 2, extraWait: 60 },
      new Keyring(JSON.parse(environment['COUNTERSIGN_KEYRING'] as string)),
      { statementTimeout: 0 },
    );
    await recordCallbackFailed(
      { em: () => orm.em.fork(), clock: () => new Date() },
      { transactionId: body.transaction_id },
    ).finally(() => orm.close());
    expect(await typesOf(phone.userId)).toContain('PUSH_AUTH_CALLBACK_FAILED');
  });
});

describe('an app', () => {
  it('causes events from the enrolment code to the connection of the user', async () => {
    const phone = await enrollPhone(endpoints);
    expect(await typesOf(phone.userId, /^(ENROLLMENT|USER)_/)).toEqual(['ENROLLMENT_CODE_CREATED', 'USER_CONNECTED']);
  });

  it('causes an event for its installation when the enrolment code is wrong', async () => {
    const phone = await enrollPhone(endpoints);
    await phone.app.connect('22222-22222-22222-22222-22222').catch(() => undefined);
    const { clientId } = await phone.app.state();
    const { body } = await events({ client_id: clientId! });
    expect(body.result_set[0]).toMatchObject({ event_type: 'USER_CONNECTION_FAILED', user_id: null });
  });
});

describe('an approval with a factor', () => {
  async function ask(type: string) {
    const phone = await enrollPhoneWithFactors(endpoints);
    const { body } = await website.initialise({
      type,
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: callbackUri,
      message: 'Hi',
    });
    return { phone, id: body.transaction_id as string };
  }

  it('causes events for wrong PINs and the limit', async () => {
    const { phone, id } = await ask('payment_with_pin');
    for (let attempt = 0; attempt < 3; attempt += 1)
      await phone.answer(id, { decision: 'accept' }, { kind: 'pin', pin: wrongPin }).catch(() => undefined);
    const types = await typesOf(phone.userId);
    expect(types).toEqual(
      expect.arrayContaining(['PUSH_AUTH_VALIDATION_PIN_FAILURE', 'PUSH_AUTH_VALIDATION_PIN_LIMIT_EXCEEDED']),
    );
    expect(types).not.toContain('MOBILE_AUTH_AUTHENTICATED');
  });

  it('causes an event when the proof of the fingerprint is wrong', async () => {
    const { phone, id } = await ask('login_with_fingerprint');
    await phone.spoilSensors();
    await phone.answer(id, { decision: 'accept' }, { kind: 'fingerprint' }).catch(() => undefined);
    expect(await typesOf(phone.userId)).toContain('MOBILE_AUTH_FACTOR_REFUSED');
  });
});

describe('an OTP', () => {
  it('causes events for its offer, for the claim, and for a refused claim', async () => {
    const requestId = randomUUID();
    const { body } = await website.initialise(
      { type: 'login_with_otp', callback_uri: callbackUri, message: 'Hi' },
      { 'x-request-id': requestId },
    );
    const [first, second] = [await enrollPhone(endpoints), await enrollPhone(endpoints)];
    await first.app.claimTransaction(first.profile.profileId, body.otp);
    await second.app.claimTransaction(second.profile.profileId, body.otp).catch(() => undefined);
    const { body: offered } = await events({ transaction_id: requestId });
    expect(offered.result_set).toMatchObject([
      { event_type: 'OTP_AUTH_CLAIM_SUCCESS', user_id: first.userId },
      { event_type: 'OTP_AUTH_INIT_SUCCESS', user_id: null },
    ]);
    expect(await typesOf(second.userId, /^OTP/)).toEqual(['OTP_AUTH_CLAIM_FAILURE']);
  });
});
