import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { enrollPhone } from '../../../support/enrolled-phone.ts';
import type { Ending } from '../ending.ts';
import type { Cell, Row } from '../outcome-table.ts';
import { phoneForm } from '../phone-form.ts';
import { expiresIn, newNumber } from '../scene.ts';
import type { Scene } from '../scene.ts';
import { acceptedEvents, fetched } from './push-cells.ts';

const initialised = 'SMS AUTH INIT SUCCESS';
const failed = 'SMS AUTH VALIDATION FAILURE';
/** Event of a code that is entered after the end. */
const tooLate = 'SMS AUTH VALIDATION FAILURE INVALID TRANSACTION';

interface Asked {
  id: string;
  userId: string;
  number: string;
  code: string;
  wrong: string;
  common: Pick<Ending, 'transactionId' | 'method' | 'userId' | 'callback'>;
}

async function ask(scene: Scene, kind: 'plain' | 'short' = 'plain'): Promise<Asked> {
  const [userId, number] = [`user-${randomUUID()}`, newNumber()];
  const { status, body } = await scene.ask({ user_id: userId, phone_number: number }, kind);
  expect([status, body]).toEqual([
    200,
    { transaction_id: expect.any(String), auth_method: 'sms', time_to_live: expiresIn[kind] * 1000 },
  ]);
  const id = body.transaction_id as string;
  const { code, count } = await scene.textsTo(number);
  expect(count).toBe(1);
  return {
    id,
    userId,
    number,
    code,
    wrong: code === '000000' ? '111111' : '000000',
    common: { transactionId: id, method: 'SMS', userId, callback: false },
  };
}

/** Enters the right code: the last step of a cell. */
async function enter(scene: Scene, { id, userId, code }: Pick<Asked, 'id' | 'userId' | 'code'>): Promise<void> {
  const { status, body } = await scene.site.verify(userId, id, code);
  expect([status, body]).toEqual([200, { transaction_id: id }]);
}

async function enterWrong(scene: Scene, { id, userId, wrong }: Asked): Promise<void> {
  const { status, body } = await scene.site.verify(userId, id, wrong);
  expect([status, body.error_code]).toEqual([404, '3003']);
}

/** A push type falls back to a text message for the reason that `prepare` sets up. */
export function fallsBackToText(
  prepare: (scene: Scene) => Promise<{ userId: string; deviceId: string }>,
  before: string[],
): Cell {
  return async (scene) => {
    const [phone, number] = [await prepare(scene), newNumber()];
    const { status, body } = await scene.ask({ ...phoneForm(scene, phone), phone_number: number }, 'falls back');
    expect([status, body.auth_method, body.device]).toEqual([200, 'sms', undefined]);
    const id = body.transaction_id as string;
    const { code, count } = await scene.textsTo(number);
    expect(count).toBe(1);
    await enter(scene, { id, userId: phone.userId, code });
    return {
      transactionId: id,
      method: 'SMS',
      userId: phone.userId,
      callback: true,
      outcome: 'authenticated',
      counted: 1,
      events: [...before, initialised, 'SMS AUTH VALIDATION SUCCESS'],
    };
  };
}

const fallback: Cell = async (scene) => {
  const [phone, number] = [await enrollPhone(scene.endpoints), newNumber()];
  await scene.behave('twilio', { mode: 'refuse', to: number });
  const { status, body } = await scene.ask({ ...phoneForm(scene, phone), phone_number: number }, 'falls back');
  expect([status, body.auth_method]).toEqual([200, 'push']);
  const id = body.transaction_id as string;
  expect((await phone.answer(id)).outcome.status).toBe('authenticated');
  const signed = { decision: 'accept', message: scene.message } as const;
  return {
    transactionId: id,
    method: 'PUSH',
    userId: phone.userId,
    callback: true,
    outcome: 'authenticated',
    signed,
    events: ['SMS AUTH INIT FAILURE', 'PUSH AUTH INIT SUCCESS', fetched, ...acceptedEvents],
  };
};

const noDecision = { impossible: 'A code can be entered or not: there is nothing in a text message to refuse with.' };

export const textRow: Row = {
  accept: async (scene) => {
    const asked = await ask(scene);
    await enter(scene, asked);
    return {
      ...asked.common,
      outcome: 'authenticated',
      counted: 1,
      events: [initialised, 'SMS AUTH VALIDATION SUCCESS'],
    };
  },
  reject: noDecision,
  'not me': noDecision,
  'wrong factor, then right': async (scene) => {
    const asked = await ask(scene);
    await enterWrong(scene, asked);
    expect((await scene.site.resend(asked.userId, asked.id)).status).toBe(204);
    expect(await scene.textsTo(asked.number)).toEqual({ code: asked.code, count: 2 });
    await enter(scene, asked);
    return {
      ...asked.common,
      outcome: 'authenticated',
      counted: 2,
      events: [initialised, failed, 'SMS AUTH RESEND SUCCESS', 'SMS AUTH VALIDATION SUCCESS'],
    };
  },
  'wrong factor, then PIN': { impossible: 'No app takes part, so there is no PIN.' },
  'attempts used up': async (scene) => {
    const asked = await ask(scene);
    for (let attempt = 0; attempt < 3; attempt += 1) await enterWrong(scene, asked);
    const { status, body } = await scene.site.verify(asked.userId, asked.id, asked.code);
    expect([status, body.error_code]).toEqual([404, '3004']);
    return {
      ...asked.common,
      outcome: 'attempts_exceeded',
      counted: 3,
      events: [initialised, failed, failed, failed, 'SMS AUTH VALIDATION LIMIT EXCEEDED', tooLate],
    };
  },
  expiry: async (scene) => {
    const asked = await ask(scene, 'short');
    await scene.site.result(asked.id, '?wait=60');
    const { status, body } = await scene.site.verify(asked.userId, asked.id, asked.code);
    expect([status, body.error_code]).toEqual([404, '3004']);
    return { ...asked.common, outcome: 'expired', events: [initialised, 'MOBILE AUTH TRANSACTION EXPIRED', tooLate] };
  },
  cancel: async (scene) => {
    const asked = await ask(scene);
    expect((await scene.site.cancel(asked.id)).status).toBe(204);
    const { status, body } = await scene.site.verify(asked.userId, asked.id, asked.code);
    expect([status, body.error_code]).toEqual([404, '3004']);
    return { ...asked.common, outcome: 'cancelled', events: [initialised, 'MOBILE AUTH NOT AUTHENTICATED', tooLate] };
  },
  'provider refusal': async (scene) => {
    const [userId, number] = [`user-${randomUUID()}`, newNumber()];
    await scene.behave('twilio', { mode: 'refuse', to: number });
    const { status, body, headers, requestId } = await scene.ask({ user_id: userId, phone_number: number });
    expect([status, body.error_code, Number(headers.get('retry-after'))]).toEqual([503, '3002', expect.any(Number)]);
    const id = await scene.transactionOf(requestId);
    return {
      transactionId: id,
      method: 'SMS',
      userId,
      callback: false,
      outcome: 'failed_to_send',
      events: ['SMS AUTH INIT FAILURE', 'MOBILE AUTH NOT AUTHENTICATED'],
    };
  },
  fallback,
};
