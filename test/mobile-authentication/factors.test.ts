import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Factor } from '../../app-sdk/index.ts';
import { createConfigurationApi } from '../configuration/support/configuration-api.ts';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { enrollPhoneWithFactors, rightPin, wrongPin } from './support/phone-with-factors.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
const pin = (value: string): Factor => ({ kind: 'pin', pin: value });
const fingerprint: Factor = { kind: 'fingerprint' };
const face: Factor = { kind: 'custom', name: 'face' };

async function ask(phone: { userId: string; deviceId: string }, type: string): Promise<string> {
  const { body } = await website.initialise({
    type,
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: `${endpoints.sandbox}/callbacks/factors`,
    message: 'Pay?',
  });
  expect(body.transaction_id, JSON.stringify(body)).toBeDefined();
  return body.transaction_id as string;
}

describe.each([
  ['payment_with_pin', 'push_with_pin', [pin(rightPin)], [fingerprint, face]],
  ['login_with_fingerprint', 'push_with_fingerprint', [fingerprint, pin(rightPin)], [face]],
  ['login_with_device_check', 'push_with_custom_authenticator', [face, pin(rightPin)], [fingerprint]],
] as const)('a type with a factor: %s', (type, method, enough, notEnough) => {
  it('is approved with each factor that it accepts', async () => {
    const phone = await enrollPhoneWithFactors(endpoints);
    for (const factor of enough) {
      const id = await ask(phone, type);
      const { shown, outcome } = await phone.answer(id, { decision: 'accept' }, factor);
      expect([outcome.status, shown.attemptsLeft]).toEqual(['authenticated', 3]);
      expect((await website.result(id)).body).toMatchObject({
        is_authenticated: true,
        authentication_method: method,
        used_authentication_attempts: 1,
      });
    }
  });

  it('is not approved without an accepted factor (app and server refuse), but can be rejected without one', async () => {
    const phone = await enrollPhoneWithFactors(endpoints);
    const id = await ask(phone, type);
    await expect(phone.answer(id)).rejects.toMatchObject({ code: 'factor_required' });
    for (const factor of notEnough)
      await expect(phone.answer(id, { decision: 'accept' }, factor)).rejects.toMatchObject({ code: 'factor_required' });
    expect((await website.result(id)).body.status).toBe('pending');
    expect((await phone.answer(id, { decision: 'reject', reason: 'cancelled' })).outcome.status).toBe(
      'not_authenticated',
    );
  });
});

describe('a wrong PIN', () => {
  it('counts for the transaction and for the enrolment, and the right PIN still approves', async () => {
    const phone = await enrollPhoneWithFactors(endpoints);
    const id = await ask(phone, 'payment_with_pin');
    await expect(phone.answer(id, { decision: 'accept' }, pin(wrongPin))).rejects.toMatchObject({
      code: 'wrong_factor_proof',
      attemptsLeft: 2,
    });
    expect((await phone.app.authenticators(phone.profile.profileId)).attemptsLeft).toBe(2);
    expect((await website.result(id)).body).toMatchObject({ status: 'pending', used_authentication_attempts: 1 });
    expect((await phone.answer(id, { decision: 'accept' }, pin(rightPin))).outcome.status).toBe('authenticated');
    expect((await website.result(id)).body).toMatchObject({ is_authenticated: true, used_authentication_attempts: 2 });
    expect((await phone.app.authenticators(phone.profile.profileId)).attemptsLeft).toBe(3);
  });

  it('may be entered any number of times when the application sets no limit', async () => {
    const [api, application] = [createConfigurationApi(endpoints), `unlimited-${randomUUID()}`];
    const version = (await api.get('/applications/northwind-id/platforms/android/versions/1.0.0')).body;
    expect(
      (await api.post('/applications', { identifier: application, name: 'Unlimited', max_pin_attempts: 0 })).status,
    ).toBe(201);
    const made = {
      version_name: '1.0.0',
      push_messaging_configuration_id: version.push_messaging_configuration_id,
      status: 'LOGIN_REGISTRATION',
    };
    expect((await api.post(`/applications/${application}/platforms/android/versions`, made)).status).toBe(201);
    const phone = await eventually(() =>
      enrollPhoneWithFactors(endpoints, undefined, application).catch(() => undefined),
    );
    const id = await ask(phone, 'payment_with_pin');
    for (let times = 1; times <= 6; times += 1) {
      const wrong = await phone
        .answer(id, { decision: 'accept' }, pin(wrongPin))
        .catch((error: { code: string; attemptsLeft?: number }) => error);
      expect(wrong).toMatchObject({ code: 'wrong_factor_proof', attemptsLeft: undefined });
      expect((await website.result(id)).body).toMatchObject({ status: 'pending', used_authentication_attempts: times });
    }
    expect((await phone.answer(id, { decision: 'accept' }, pin(rightPin))).outcome.status).toBe('authenticated');
    expect((await website.result(id)).body).toMatchObject({ is_authenticated: true, used_authentication_attempts: 7 });
  });

  it('disconnects the user at the third try: this transaction ends as attempts_exceeded, the others as cancelled', async () => {
    const phone = await enrollPhoneWithFactors(endpoints);
    const [id, other] = [await ask(phone, 'payment_with_pin'), await ask(phone, 'login_with_push')];
    for (const left of [2, 1])
      await expect(phone.answer(id, { decision: 'accept' }, pin(wrongPin))).rejects.toMatchObject({
        code: 'wrong_factor_proof',
        attemptsLeft: left,
      });
    await expect(phone.answer(id, { decision: 'accept' }, pin(wrongPin))).rejects.toMatchObject({
      code: 'disconnected',
    });
    expect((await website.result(id, '?wait=60')).body).toMatchObject({
      not_authenticated_reason: { reason: 'attempts_exceeded' },
      used_authentication_attempts: 3,
    });
    expect((await website.result(other, '?wait=60')).body).toMatchObject({
      not_authenticated_reason: { reason: 'cancelled' },
    });
    const { body } = await website.initialise({
      type: 'payment_with_pin',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: 'https://shop.example/',
      message: 'Pay?',
    });
    expect(body.error_code).toBe('1001');
  });

  it('counts once when the same message arrives four times at once', async () => {
    const phone = await enrollPhoneWithFactors(endpoints);
    const id = await ask(phone, 'payment_with_pin');
    // Fetch first: a transaction that is still being fetched while the first answer is handled would be another try.
    await phone.app.fetchTransaction(phone.profile.profileId, id);
    const answers = await Promise.allSettled(
      Array.from({ length: 4 }, () =>
        phone.app.answer(phone.profile.profileId, id, { decision: 'accept' }, pin(wrongPin)),
      ),
    );
    expect(answers.every((answer) => answer.status === 'rejected')).toBe(true);
    expect((await phone.app.authenticators(phone.profile.profileId)).attemptsLeft).toBe(2);
  });
});

describe('a wrong proof by another authenticator', () => {
  it.each([
    ['login_with_fingerprint', fingerprint, 'fingerprint'],
    ['login_with_device_check', face, 'face'],
  ] as const)('of %s revokes that authenticator and leaves the PIN', async (type, factor, name) => {
    const phone = await enrollPhoneWithFactors(endpoints);
    const id = await ask(phone, type);
    await phone.spoilSensors();
    await expect(phone.answer(id, { decision: 'accept' }, factor)).rejects.toMatchObject({
      code: 'authenticator_revoked',
    });
    const { authenticators } = await phone.app.authenticators(phone.profile.profileId);
    expect(authenticators.map((each) => each.name)).not.toContain(name);
    expect((await phone.answer(id, { decision: 'accept' }, pin(rightPin))).outcome.status).toBe('authenticated');
  });
});

describe('a type that asks for a PIN', () => {
  it('is not available to a user without a PIN', async () => {
    const phone = await enrollPhone(endpoints);
    const { body } = await website.initialise({
      type: 'payment_with_pin',
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: 'https://shop.example/',
      message: 'Pay?',
    });
    expect(body.error_code).toBe('1001');
    const { enabled } = (
      await website.call('GET', `/authenticate/user/${phone.userId}/device/${phone.deviceId}/enabled`)
    ).body;
    expect(enabled).toContain('login_with_push');
    expect(enabled).not.toContain('payment_with_pin');
  });
});

describe('an OTP', () => {
  const offer = async () => {
    const { status, body } = await website.initialise({
      type: 'login_with_otp',
      callback_uri: `${endpoints.sandbox}/callbacks/otp`,
      message: 'Sign in here?',
    });
    expect([status, body.auth_method, body.device]).toEqual([200, 'otp', undefined]);
    return body as { transaction_id: string; otp: string };
  };

  it('is claimed by an app, then fetched and approved by its user', async () => {
    const phone = await enrollPhone(endpoints);
    const { transaction_id: id, otp } = await offer();
    expect(JSON.parse(Buffer.from(otp, 'base64').toString())).toEqual({
      transaction_id: id,
      otp: expect.stringMatching(/^[A-Za-z0-9+/]{22}==$/),
    });
    expect((await website.result(id)).body.user_id).toBeUndefined();
    expect(await phone.app.claimTransaction(phone.profile.profileId, otp)).toBe(id);
    expect((await phone.app.transactions(phone.profile.profileId)).map((open) => open.transactionId)).toContain(id);
    expect((await phone.answer(id)).outcome.status).toBe('authenticated');
    expect((await website.result(id)).body).toMatchObject({
      is_authenticated: true,
      authentication_method: 'otp',
      user_id: phone.userId,
      signature_verified: true,
    });
  });

  it('is claimed by only one of several phones at once', async () => {
    const phones = await Promise.all(Array.from({ length: 4 }, () => enrollPhone(endpoints)));
    const { transaction_id: id, otp } = await offer();
    const claims = await Promise.allSettled(
      phones.map((phone) => phone.app.claimTransaction(phone.profile.profileId, otp)),
    );
    expect(claims.filter((claim) => claim.status === 'fulfilled')).toHaveLength(1);
    for (const claim of claims)
      if (claim.status === 'rejected') expect(claim.reason).toMatchObject({ code: 'otp_not_valid' });
    const loser = phones[claims.findIndex((claim) => claim.status === 'rejected')]!;
    await expect(loser.app.fetchTransaction(loser.profile.profileId, id)).rejects.toMatchObject({
      code: 'transaction_not_found',
    });
  });

  it.each([
    ['garbage', () => 'bm90IGFuIG90cA=='],
    [
      'another secret',
      ({ transaction_id }: { transaction_id: string }) =>
        Buffer.from(JSON.stringify({ transaction_id, otp: Buffer.alloc(16).toString('base64') })).toString('base64'),
    ],
    [
      'another transaction',
      ({ otp }: { otp: string }) =>
        Buffer.from(
          JSON.stringify({ ...JSON.parse(Buffer.from(otp, 'base64').toString()), transaction_id: randomUUID() }),
        ).toString('base64'),
    ],
  ])('is refused like a used OTP when it is %s', async (_, change) => {
    const phone = await enrollPhone(endpoints);
    await expect(phone.app.claimTransaction(phone.profile.profileId, change(await offer()))).rejects.toMatchObject({
      code: 'otp_not_valid',
    });
  });

  it('is refused after its transaction was cancelled, and cannot be requested for a named user', async () => {
    const phone = await enrollPhone(endpoints);
    const { transaction_id: id, otp } = await offer();
    await website.cancel(id);
    await expect(phone.app.claimTransaction(phone.profile.profileId, otp)).rejects.toMatchObject({
      code: 'otp_not_valid',
    });
    const { body } = await website.initialise({
      type: 'login_with_otp',
      user_id: phone.userId,
      callback_uri: 'https://shop.example/',
      message: 'Sign in?',
    });
    expect([body.error_code, body.parameter]).toEqual(['1003', 'user_id']);
  });
});
