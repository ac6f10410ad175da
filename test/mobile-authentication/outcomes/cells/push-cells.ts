import { expect } from 'vitest';
import type { Factor } from '../../../../app-sdk/index.ts';
import type { MethodName } from '../../../../src/domain/configuration/mobile-authentication-types/method-names.ts';
import { wireMethod } from '../../../../src/domain/configuration/mobile-authentication-types/method-names.ts';
import { enrollPhone } from '../../../support/enrolled-phone.ts';
import { enrollPhoneWithFactors, rightPin, wrongPin } from '../../support/phone-with-factors.ts';
import type { PhoneWithFactors } from '../../support/phone-with-factors.ts';
import type { Ending } from '../ending.ts';
import type { Cell, OutcomeName } from '../outcome-table.ts';
import { phoneForm } from '../phone-form.ts';
import { expiresIn } from '../scene.ts';
import type { Scene } from '../scene.ts';

export const pin = (value: string): Factor => ({ kind: 'pin', pin: value });
export const accept = { decision: 'accept' } as const;

/** Events of an accepted transaction. */
export const acceptedEvents = ['MOBILE AUTH AUTHENTICATED', 'TRANSACTION SIGNING SUCCEEDED'];
const initialised = 'PUSH AUTH INIT SUCCESS';
/** Event of a transaction that a phone has fetched. */
export const fetched = 'MOBILE AUTH FETCH SECURED MESSAGE FETCHED';

interface Asked {
  phone: PhoneWithFactors;
  id: string;
  /** The part of the expected ending that is the same for every outcome. */
  common: Pick<Ending, 'transactionId' | 'method' | 'userId' | 'callback'> & { attempts?: number };
}

/** Initialises a transaction for a phone that has every factor, and checks the answer. */
async function ask(scene: Scene, kind: 'plain' | 'short' = 'plain'): Promise<Asked> {
  const phone = await enrollPhoneWithFactors(scene.endpoints);
  const { status, body } = await scene.ask(phoneForm(scene, phone), kind);
  expect([status, body]).toEqual([
    200,
    {
      transaction_id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      auth_method: wireMethod(scene.method),
      time_to_live: expiresIn[kind] * 1000,
      device: { name: `phone of ${phone.userId}`, platform: 'android' },
    },
  ]);
  const id = body.transaction_id as string;
  const attempts = scene.method === 'PUSH' ? {} : { attempts: 0 };
  return {
    phone,
    id,
    common: { transactionId: id, method: scene.method, userId: phone.userId, callback: true, ...attempts },
  };
}

/** Accepts with a factor: the last step of a cell. */
async function acceptWith(
  { message }: Scene,
  { phone, id, common }: Asked,
  factor?: Factor,
  attempts = 1,
  before: string[] = [],
): Promise<Ending> {
  const { shown, outcome } = await phone.answer(id, accept, factor);
  expect([shown.message, outcome.status]).toEqual([message, 'authenticated']);
  await expect(phone.app.fetchTransaction(phone.profile.profileId, id)).rejects.toMatchObject({
    code: 'transaction_closed',
    transactionStatus: 'authenticated',
  });
  const counted = common.attempts === undefined ? {} : { attempts };
  return {
    ...common,
    ...counted,
    outcome: 'authenticated',
    signed: { decision: 'accept', message },
    lateComers: 1,
    events: [initialised, fetched, ...before, ...acceptedEvents],
  };
}

async function reject(
  scene: Scene,
  reason: 'cancelled' | 'not_me',
  outcome: 'not_accepted' | 'reported_by_user',
): Promise<Ending> {
  const { phone, id, common } = await ask(scene);
  expect((await phone.answer(id, { decision: 'reject', reason })).outcome.status).toBe('not_authenticated');
  await expect(phone.app.fetchTransaction(phone.profile.profileId, id)).rejects.toMatchObject({
    code: 'transaction_closed',
    transactionStatus: 'not_authenticated',
  });
  return {
    ...common,
    outcome,
    signed: { decision: 'reject', message: scene.message },
    lateComers: 1,
    events: [
      initialised,
      fetched,
      'MOBILE AUTH NOT AUTHENTICATED',
      ...(reason === 'not_me' ? ['PUSH AUTH USER FROZEN'] : []),
    ],
  };
}

/** Enters wrong PINs until the user is disconnected. */
async function useUpPins({ phone, id, common }: Asked): Promise<Ending> {
  for (const attemptsLeft of [2, 1])
    await expect(phone.answer(id, accept, pin(wrongPin))).rejects.toMatchObject({
      code: 'wrong_factor_proof',
      attemptsLeft,
    });
  await expect(phone.answer(id, accept, pin(wrongPin))).rejects.toMatchObject({ code: 'disconnected' });
  const failures = ['PUSH AUTH VALIDATION PIN FAILURE', 'PUSH AUTH VALIDATION PIN FAILURE'];
  return {
    ...common,
    attempts: 3,
    outcome: 'attempts_exceeded',
    events: [initialised, fetched, ...failures, 'PUSH AUTH VALIDATION PIN LIMIT EXCEEDED'],
  };
}

/** The provider refuses and there is no fallback: the site gets 1002 and the transaction ends. */
async function refusal(scene: Scene): Promise<Ending> {
  const phone = await enrollPhoneWithFactors(scene.endpoints);
  await scene.behave('fcm', { mode: 'refuse', token: phone.pushToken });
  const { status, body, headers, requestId } = await scene.ask(phoneForm(scene, phone));
  expect([status, body.error_code, Number(headers.get('retry-after'))]).toEqual([503, '1002', expect.any(Number)]);
  const id = await scene.transactionOf(requestId);
  await expect(phone.answer(id)).rejects.toMatchObject({
    code: expect.stringMatching(/^transaction_(closed|not_found)$/),
  });
  const attempts = scene.method === 'PUSH' ? {} : { attempts: 0 };
  return {
    transactionId: id,
    method: scene.method,
    userId: phone.userId,
    callback: true,
    ...attempts,
    outcome: 'failed_to_send',
    lateComers: 1,
    events: ['PUSH AUTH INIT FAILURE', 'MOBILE AUTH NOT AUTHENTICATED'],
  };
}

/** Cells that are the same for every push method. */
export const anyPush = {
  reject: (scene) => reject(scene, 'cancelled', 'not_accepted'),
  'not me': (scene) => reject(scene, 'not_me', 'reported_by_user'),
  expiry: async (scene) => {
    const { phone, id, common } = await ask(scene, 'short');
    await phone.app.fetchTransaction(phone.profile.profileId, id);
    await scene.site.result(id, '?wait=60');
    const late = phone.answer(id, accept, scene.method === 'PUSH' ? undefined : pin(rightPin));
    await expect(late).rejects.toMatchObject({ code: 'transaction_closed', transactionStatus: 'expired' });
    return {
      ...common,
      outcome: 'expired',
      lateComers: 1,
      events: [initialised, fetched, 'MOBILE AUTH TRANSACTION EXPIRED'],
    };
  },
  cancel: async (scene) => {
    const { phone, id, common } = await ask(scene);
    await phone.app.fetchTransaction(phone.profile.profileId, id);
    expect((await scene.site.cancel(id)).status).toBe(204);
    const late = phone.answer(id, accept, scene.method === 'PUSH' ? undefined : pin(rightPin));
    await expect(late).rejects.toMatchObject({ code: 'transaction_closed', transactionStatus: 'cancelled' });
    return {
      ...common,
      outcome: 'cancelled',
      lateComers: 1,
      events: [initialised, fetched, 'MOBILE AUTH NOT AUTHENTICATED'],
    };
  },
  'provider refusal': refusal,
} satisfies Partial<Record<OutcomeName, Cell>>;

/** Accepts with this factor; without one the device key is enough. */
export function acceptCell(factor?: Factor): Cell {
  return async (scene) => acceptWith(scene, await ask(scene), factor);
}

export const wrongPinThenRight: Cell = async (scene) => {
  const asked = await ask(scene);
  await expect(asked.phone.answer(asked.id, accept, pin(wrongPin))).rejects.toMatchObject({
    code: 'wrong_factor_proof',
    attemptsLeft: 2,
  });
  return acceptWith(scene, asked, pin(rightPin), 2, ['PUSH AUTH VALIDATION PIN FAILURE']);
};

export const pinsUsedUp: Cell = async (scene) => useUpPins(await ask(scene));

/** The proof of this factor is wrong and revokes it; then the user enters the PIN. */
export function wrongThenPin(factor: Factor): Cell {
  return async (scene) => {
    const asked = await spoil(scene, factor);
    return acceptWith(scene, asked, pin(rightPin), 1);
  };
}

export function wrongThenPinsUsedUp(factor: Factor): Cell {
  return async (scene) => useUpPins(await spoil(scene, factor));
}

async function spoil(scene: Scene, factor: Factor): Promise<Asked> {
  const asked = await ask(scene);
  await asked.phone.spoilSensors();
  await expect(asked.phone.answer(asked.id, accept, factor)).rejects.toMatchObject({ code: 'authenticator_revoked' });
  const { authenticators } = await asked.phone.app.authenticators(asked.phone.profile.profileId);
  expect(authenticators.map(({ name }) => name)).toContain('pin');
  expect(authenticators).toHaveLength(2);
  return asked;
}

/** The phone has no PIN, so the method cannot be used: the type falls back to a plain push. */
export const fallsBackToPush: Cell = async (scene) => {
  const phone = await enrollPhone(scene.endpoints);
  const { status, body } = await scene.ask(phoneForm(scene, phone), 'falls back');
  expect([status, body.auth_method, body.device]).toEqual([
    200,
    'push',
    { name: `phone of ${phone.userId}`, platform: 'android' },
  ]);
  const id = body.transaction_id as string;
  expect((await phone.answer(id)).outcome.status).toBe('authenticated');
  const fallback: MethodName = 'PUSH';
  return {
    transactionId: id,
    method: fallback,
    userId: phone.userId,
    callback: true,
    outcome: 'authenticated',
    signed: { decision: 'accept', message: scene.message },
    events: [initialised, fetched, ...acceptedEvents],
  };
};
