import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealUpdate } from '../../../src/security/update-seal.ts';
import { eventsAbout } from '../../app/support/events.ts';
import { enrollPhoneWithFactors, rightPin } from '../../mobile-authentication/support/phone-with-factors.ts';
import type { PhoneWithFactors } from '../../mobile-authentication/support/phone-with-factors.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { codeIn, textMessagesTo } from '../../support/text-messages.ts';
import { createWebsite } from '../../support/website.ts';
import { encrypted, encryptedForAnyWorkflow, plain, startIntruder } from './support/temporal-intruder.ts';
import type { Intruder } from './support/temporal-intruder.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
let intruder: Intruder;
let own: EnrolledPhone;
let victim: PhoneWithFactors;

beforeAll(async () => {
  intruder = await startIntruder();
  own = await enrollPhone(endpoints);
  victim = await enrollPhoneWithFactors(endpoints);
});
afterAll(() => intruder.close());

async function ask(phone: EnrolledPhone, type = 'login_with_push'): Promise<string> {
  const { body } = await website.initialise({
    type,
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: `${endpoints.sandbox}/callbacks/${randomUUID()}`,
    message: 'Pay 1,000',
  });
  return body.transaction_id as string;
}

async function askByText(): Promise<{ id: string; user: string; number: string }> {
  const number = `+316${randomInt(10_000_000, 99_999_999)}`;
  const user = `user-${randomUUID()}`;
  const form = { type: 'payment_with_sms', user_id: user, phone_number: number, message: '{code}' };
  return { id: (await website.initialise(form)).body.transaction_id as string, user, number };
}

async function codeSentTo(number: string): Promise<string> {
  return codeIn(await eventually(async () => (await textMessagesTo(endpoints, number))[0]));
}

/** Asserts that the transaction is pending, and that an event names the forgery. */
async function expectPending(id: string, forged: RegExp): Promise<void> {
  expect((await website.result(id)).body.status).toBe('pending');
  const named = await eventually(async () => (await eventsAbout(id)).find((event) => event.includes('FORGED')));
  expect(named).toMatch(forged);
  expect(named?.startsWith('MOBILE AUTH FORGED UPDATE: ')).toBe(true);
}

const accept = { decision: 'accept', signature: 'forged', messageId: randomUUID() };

describe('a decision that did not come from the API', () => {
  it.each(['login_with_push', 'payment_with_pin'])(
    "is refused when it is the ciphertext of the attacker's approval, copied into %s of another user",
    async (type) => {
      const mine = await ask(own);
      await own.answer(mine);
      const id = await ask(victim, type);
      expect(await intruder.send(id, 'answer', await intruder.stolen(mine, 'answer'))).toBe('invalid_answer');
      await expectPending(id, /answer: not sealed$/);
      const factor = { kind: 'pin', pin: rightPin } as const;
      expect((await victim.answer(id, undefined, type === 'login_with_push' ? undefined : factor)).outcome.status).toBe(
        'authenticated',
      );
    },
  );

  it('is refused when it is not encrypted', async () => {
    const id = await ask(victim);
    expect(await intruder.send(id, 'answer', plain({ ...accept, workflowId: id, seal: 'x' }))).toBe('invalid_answer');
    await expectPending(id, /answer: not sealed$/);
    await website.cancel(id);
  });

  it('is refused when it is encrypted and names another transaction, or none', async () => {
    const id = await ask(victim);
    const unnamed = await encryptedForAnyWorkflow(intruder.keyring, accept);
    const misnamed = await encrypted(intruder.keyring, id, { ...accept, workflowId: randomUUID(), seal: 'x' });
    for (const payload of [unnamed, misnamed])
      expect(await intruder.send(id, 'answer', payload)).toBe('invalid_answer');
    await expectPending(id, /answer: (not sealed|for another workflow)$/);
    await website.cancel(id);
  });

  it('is refused by the recording activity without a valid seal, and the real answer counts afterwards', async () => {
    const id = await ask(victim);
    const forged = await encrypted(intruder.keyring, id, { ...accept, workflowId: id, seal: 'forged' });
    expect(await intruder.send(id, 'answer', forged)).toBe('invalid_answer');
    await expectPending(id, /answer: the seal is wrong$/);
    expect((await victim.answer(id)).outcome.status).toBe('authenticated');
    const { body } = await website.result(id);
    expect([body.is_authenticated, body.signature_verified]).toEqual([true, true]);
  });

  it('is refused by the recording activity when only the signature of the device is wrong', async () => {
    const id = await ask(victim);
    const answer = sealUpdate(intruder.keyring, 'answer', { workflowId: id, ...accept });
    expect(await intruder.send(id, 'answer', await encrypted(intruder.keyring, id, answer))).toBe('invalid_answer');
    await expectPending(id, /answer: JWS: /);
    await website.cancel(id);
  });

  it('does not cancel the transaction', async () => {
    const id = await ask(victim);
    expect(await intruder.send(id, 'cancel')).toBe('invalid_answer');
    const forged = await encrypted(intruder.keyring, id, { messageId: randomUUID(), workflowId: id, seal: 'forged' });
    expect(await intruder.send(id, 'cancel', forged)).toBe('invalid_answer');
    await expectPending(id, /cancel: /);
    expect((await victim.answer(id)).outcome.status).toBe('authenticated');
  });

  it('neither counts a wrong PIN nor disconnects the profile', async () => {
    const id = await ask(victim, 'payment_with_pin');
    const wrong = { messageId: randomUUID(), exhausted: true, workflowId: id, seal: 'forged' };
    expect(await intruder.send(id, 'wrongFactor', await encrypted(intruder.keyring, id, wrong))).toBe('invalid_answer');
    await expectPending(id, /wrongFactor: the seal is wrong$/);
    await website.cancel(id);
  });
});

describe('a forged verdict on a code', () => {
  it("is refused when it is copied from the attacker's transaction", async () => {
    const mine = await askByText();
    await website.verify(mine.user, mine.id, await codeSentTo(mine.number));
    const { id, user, number } = await askByText();
    expect(await intruder.send(id, 'verifyCode', await intruder.stolen(mine.id, 'verifyCode'))).toBe('invalid_answer');
    await expectPending(id, /verifyCode: not sealed$/);
    expect((await website.verify(user, id, await codeSentTo(number))).status).toBe(200);
  });

  it('is refused by the recording activity without a valid seal', async () => {
    const { id, user, number } = await askByText();
    const right = { messageId: randomUUID(), correct: true, workflowId: id, seal: 'forged' };
    expect(await intruder.send(id, 'verifyCode', await encrypted(intruder.keyring, id, right))).toBe('invalid_answer');
    await expectPending(id, /verifyCode: the seal is wrong$/);
    expect((await website.verify(user, id, await codeSentTo(number))).status).toBe(200);
  });

  it('is counted once when a wrong one of the same transaction is replayed', async () => {
    const { id, user, number } = await askByText();
    const code = await codeSentTo(number);
    await website.verify(user, id, code === '000000' ? '111111' : '000000');
    const wrong = await intruder.stolen(id, 'verifyCode');
    for (let more = 0; more < 5; more += 1) expect(await intruder.send(id, 'verifyCode', wrong)).toBe('invalid_answer');
    await expectPending(id, /verifyCode: taken before$/);
    expect((await website.verify(user, id, code)).status).toBe(200);
  });

  it('has no effect on a transaction that a phone decides', async () => {
    const id = await ask(victim);
    const right = sealUpdate(intruder.keyring, 'verifyCode', {
      workflowId: id,
      messageId: randomUUID(),
      correct: true,
    });
    expect(await intruder.send(id, 'verifyCode', await encrypted(intruder.keyring, id, right))).toBe(
      'transaction_not_open',
    );
    expect((await website.result(id)).body.status).toBe('pending');
    await website.cancel(id);
  });
});
