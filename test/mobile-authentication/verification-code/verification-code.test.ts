import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { enrollPush } from '../../app/support/enroll-push.ts';
import { eventsAbout } from '../../app/support/events.ts';
import { RawPhone } from '../../app/support/raw-phone.ts';
import type { RawAnswer } from '../../app/support/raw-phone.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { addType, push, typePath } from '../../configuration/support/types.ts';
import { enrollPhone, eventually, obtainPushToken } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';
import { enrollPhoneWithFactors, rightPin, wrongPin } from '../support/phone-with-factors.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
const configuration = createConfigurationApi(endpoints);
const callbackUri = `${endpoints.sandbox}/callbacks/verification-code`;
let type = '';
let withPin = '';

beforeAll(async () => {
  type = await addType(configuration, push({ verification_code_required: true }));
  withPin = await addType(configuration, push({ method: 'PUSH_WITH_PIN', verification_code_required: true }));
});

interface Asked {
  id: string;
  code: string;
}

async function ask(
  phone: { userId: string; deviceId: string },
  typeName = type,
  headers: Record<string, string> = {},
): Promise<Asked> {
  const { body } = await website.initialise(
    { type: typeName, user_id: phone.userId, device_id: phone.deviceId, callback_uri: callbackUri, message: 'Pay?' },
    headers,
  );
  expect(body.verification_code, JSON.stringify(body)).toMatch(/^[0-9]{6}$/);
  return { id: body.transaction_id, code: body.verification_code };
}

/** As many different wrong codes. */
function wrongCodes(code: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => String((Number(code) + index + 1) % 1_000_000).padStart(6, '0'));
}

const accept = (verificationCode: string) => ({ decision: 'accept', verificationCode }) as const;

async function connectRawPhone(): Promise<{ phone: RawPhone; userId: string; deviceId: string }> {
  const phone = await RawPhone.connect(endpoints);
  await phone.enrollKeys();
  await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
  return { phone, userId: phone.userId, deviceId: phone.device.id };
}

/** Fetches the transaction with the phone. @returns a function that sends a sealed answer with a code. */
async function fetchWith(phone: RawPhone, id: string) {
  const shown = await phone.open((await phone.post(`/transactions/${id}/fetch`)).body.message);
  return async (code: unknown, messageId: string = randomUUID(), decision: object = { decision: 'accept' }) => {
    const message = await phone.seal(
      await phone.answerTo(shown, decision, code === undefined ? {} : { verification_code: code }),
    );
    return phone.post(`/transactions/${id}/answer`, { message }, { messageId });
  };
}

/** Repeats a message until the answer is not 503: a busy machine can give a 503, after which a phone asks again. */
function untilAnswered(answer: Awaited<ReturnType<typeof fetchWith>>, typed: string): Promise<RawAnswer> {
  const messageId = randomUUID();
  return eventually(async () => {
    const one = await answer(typed, messageId);
    return one.status === 503 ? undefined : one;
  });
}

describe('a type that asks for a verification code', () => {
  it('gives the site six digits, tells the phone to ask for them, and is approved with them', async () => {
    const phone = await enrollPhone(endpoints);
    const { id, code } = await ask(phone);
    await expect(phone.answer(id)).rejects.toMatchObject({ code: 'verification_code_required' });
    const { shown, outcome } = await phone.answer(id, accept(code));
    expect([shown.verificationCodeRequired, shown.attemptsLeft, outcome.status]).toEqual([true, 3, 'authenticated']);
    expect((await website.result(id)).body).toMatchObject({
      is_authenticated: true,
      authentication_method: 'push',
      signature_verified: true,
    });
  });

  it('gives the same digits to a repeated request, and other digits to another transaction', async () => {
    const phone = await enrollPhone(endpoints);
    const headers = { 'idempotency-key': randomUUID() };
    const [first, again, other, third] = [
      await ask(phone, type, headers),
      await ask(phone, type, headers),
      await ask(phone),
      await ask(phone),
    ];
    expect(again).toEqual(first);
    expect(new Set([first.code, other.code, third.code]).size).toBeGreaterThan(1);
  });

  it('does not send them to the phone, neither in the push nor in the fetched transaction', async () => {
    const phone = await enrollPhone(endpoints);
    const { id, code } = await ask(phone);
    const sent = (await phone.pushes()).find(({ content }) => content['og_transaction_id'] === id);
    expect(sent).toBeDefined();
    const fetched = await phone.app.fetchTransaction(phone.profile.profileId, id);
    // By chance the digits could be part of an id or a time.
    expect(JSON.stringify([{ ...sent, id: '' }, fetched])).not.toMatch(new RegExp(`(?<![0-9a-f])${code}(?![0-9a-f])`));
  });

  it('can be rejected without them', async () => {
    const phone = await enrollPhone(endpoints);
    const { id } = await ask(phone);
    expect((await phone.answer(id, { decision: 'reject', reason: 'cancelled' })).outcome.status).toBe(
      'not_authenticated',
    );
    expect((await website.result(id)).body).toMatchObject({ not_authenticated_reason: { reason: 'not_accepted' } });
  });

  it('is only possible for push methods, and a change of the type does not affect open transactions', async () => {
    const phone = await enrollPhone(endpoints);
    const name = await addType(configuration, push());
    const { body } = await website.initialise({
      type: name,
      user_id: phone.userId,
      device_id: phone.deviceId,
      callback_uri: callbackUri,
      message: 'Pay?',
    });
    expect(body.verification_code).toBeUndefined();
    expect((await configuration.patch(typePath(name), { verification_code_required: true })).status).toBe(204);
    expect((await phone.answer(body.transaction_id)).outcome.status).toBe('authenticated');
    const refused = await configuration.post('/mobile-authentication-types', {
      name: `sms ${randomUUID()}`,
      method: 'SMS',
      request_expires_in: 60,
      verification_code_required: true,
    });
    expect([refused.status, refused.body.details[0]]).toMatchObject([
      400,
      { code: 'not_of_method', parameter: 'verification_code_required' },
    ]);
  });
});

describe('a wrong verification code', () => {
  it('is refused with the number of attempts left, and the right code still approves', async () => {
    const phone = await enrollPhone(endpoints);
    const { id, code } = await ask(phone);
    const [first, second] = wrongCodes(code, 2) as [string, string];
    await expect(phone.answer(id, accept(first))).rejects.toMatchObject({
      code: 'wrong_verification_code',
      attemptsLeft: 2,
    });
    await expect(phone.answer(id, accept(second))).rejects.toMatchObject({
      code: 'wrong_verification_code',
      attemptsLeft: 1,
    });
    expect((await phone.answer(id, accept(code))).outcome.status).toBe('authenticated');
    expect(await eventsAbout(id)).toContain('PUSH AUTH VALIDATION CODE FAILURE');
  });

  it('ends the transaction at the third attempt, after which the right code is refused', async () => {
    const phone = await enrollPhone(endpoints);
    const { id, code } = await ask(phone);
    for (const [index, wrong] of wrongCodes(code, 3).entries()) {
      await expect(phone.answer(id, accept(wrong))).rejects.toMatchObject({
        code: 'wrong_verification_code',
        attemptsLeft: 2 - index,
      });
    }
    await expect(phone.answer(id, accept(code))).rejects.toMatchObject({ code: 'transaction_closed' });
    expect((await website.result(id)).body).toMatchObject({
      is_authenticated: false,
      not_authenticated_reason: { reason: 'attempts_exceeded' },
    });
    expect(await eventsAbout(id)).toContain('PUSH AUTH VALIDATION CODE LIMIT EXCEEDED: attempts_exceeded');
  });

  it('counts once when repeated under its message id; another wrong code under that id is another attempt', async () => {
    const { phone, ...who } = await connectRawPhone();
    const { id, code } = await ask(who);
    const answer = await fetchWith(phone, id);
    const [first, second, third] = wrongCodes(code, 3) as [string, string, string];
    const messageId = randomUUID();
    const left = async (typed: string) => (await answer(typed, messageId)).body;
    for (let time = 0; time < 3; time += 1)
      expect(await left(first)).toMatchObject({ code: 'wrong_verification_code', attempts_left: 2 });
    expect(await left(second)).toMatchObject({ attempts_left: 1 });
    for (let time = 0; time < 2; time += 1)
      expect(await left(third)).toMatchObject({ code: 'wrong_verification_code', attempts_left: 0 });
    expect((await answer(code)).body).toMatchObject({ code: 'transaction_closed' });
  });

  it('is counted when fifteen come at once with the right code, which is accepted once or comes too late', async () => {
    const { phone, ...who } = await connectRawPhone();
    const { id, code } = await ask(who);
    const answer = await fetchWith(phone, id);
    const tries = await Promise.all([...wrongCodes(code, 15), code].map((typed) => untilAnswered(answer, typed)));
    const told = tries
      .filter(({ body }) => body.code === 'wrong_verification_code')
      .map(({ body }) => body.attempts_left as number);
    const won = tries.filter(({ status }) => status === 200);
    expect(told.toSorted()).toEqual([0, 1, 2].slice(3 - told.length));
    expect(won.length + (told.includes(0) ? 1 : 0)).toBe(1);
    expect(tries.length - told.length - won.length).toBe(
      tries.filter(({ body }) => body.code === 'transaction_closed').length,
    );
    expect((await website.result(id)).body.is_authenticated).toBe(won.length === 1);
  });

  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['five digits', '12345'],
    ['seven digits', '1234567'],
    ['letters', 'abcdef'],
    ['a number', 123_456],
    ['full-width digits', '１２３４５６'],
  ])('of impossible form (%s) is an invalid answer and does not count as an attempt', async (_, typed) => {
    const { phone, ...who } = await connectRawPhone();
    const { id, code } = await ask(who);
    const answer = await fetchWith(phone, id);
    expect((await answer(typed)).body.code).toBe('invalid_answer');
    expect((await answer(code)).body.status).toBe('authenticated');
  });
});

describe('a verification code next to a PIN', () => {
  const pin = (value: string) => ({ kind: 'pin', pin: value }) as const;

  it('is checked after the PIN; a wrong PIN and a wrong code are counted separately', async () => {
    const phone = await enrollPhoneWithFactors(endpoints);
    const { id, code } = await ask(phone, withPin);
    const [wrong] = wrongCodes(code, 1) as [string];
    await expect(phone.answer(id, accept(wrong), pin(wrongPin))).rejects.toMatchObject({
      code: 'wrong_factor_proof',
      attemptsLeft: 2,
    });
    await expect(phone.answer(id, accept(wrong), pin(rightPin))).rejects.toMatchObject({
      code: 'wrong_verification_code',
      attemptsLeft: 2,
    });
    expect((await phone.app.authenticators(phone.profile.profileId)).attemptsLeft).toBe(3);
    expect((await website.result(id)).body.used_authentication_attempts).toBe(2);
    expect((await phone.answer(id, accept(code), pin(rightPin))).outcome.status).toBe('authenticated');
    expect((await website.result(id)).body).toMatchObject({
      is_authenticated: true,
      authentication_method: 'push_with_pin',
      used_authentication_attempts: 3,
    });
  });
});
