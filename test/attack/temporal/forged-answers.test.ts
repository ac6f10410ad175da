import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sealUpdate } from '../../../src/security/update-seal.ts';
import { eventsAbout } from '../../app/support/events.ts';
import type { RawPhone } from '../../app/support/raw-phone.ts';
import { connectReachablePhone, fetchShown, initialiseFor, sendAnswer } from '../../app/support/reachable-phone.ts';
import { TestFactor } from '../../app/support/test-factor.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { pushAgain } from '../../support/push-again.ts';
import { query } from '../../support/query.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';
import { encrypted, plain, startIntruder } from './support/temporal-intruder.ts';
import type { Intruder } from './support/temporal-intruder.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
let intruder: Intruder;
let phone: RawPhone;
let pin: TestFactor;

beforeAll(async () => {
  [intruder, phone, pin] = await Promise.all([
    startIntruder(),
    connectReachablePhone(endpoints),
    TestFactor.create('pin'),
  ]);
  await setPin(phone, pin);
});
afterAll(() => intruder.close());
beforeEach(() => pushAgain(phone.userId));

async function setPin(owner: RawPhone, factor: TestFactor): Promise<void> {
  const body = { public_key: factor.publicJwk };
  expect((await owner.call('PUT', '/authenticators/pin', { body })).status).toBe(204);
}

/** Sends an answer, sealed and encrypted as the API does. */
async function sendSealed(id: string, answer: object): Promise<string> {
  const sealed = sealUpdate(intruder.keyring, 'answer', { workflowId: id, messageId: randomUUID(), ...answer });
  return intruder.send(id, 'answer', await encrypted(intruder.keyring, id, sealed));
}

/** Asserts that the transaction is pending, and that an event names the forgery. */
async function expectPending(id: string, forged: RegExp): Promise<void> {
  expect((await website.result(id)).body.status).toBe('pending');
  await eventually(async () =>
    (await eventsAbout(id)).find((event) => event.startsWith('MOBILE AUTH FORGED UPDATE: ') && forged.test(event)),
  );
}

describe('a forged "not me"', () => {
  const notMe = { decision: 'reject', reason: 'not_me', signature: 'forged', messageId: randomUUID() };
  let id: string;
  let shown: Record<string, unknown>;
  let other: string;

  beforeEach(async () => {
    id = await initialiseFor(phone, endpoints);
    shown = await fetchShown(phone, id);
    other = await initialiseFor(phone, endpoints);
  });

  /** Asserts that both transactions are pending and that pushes still go to the user. */
  async function expectNothing(forged: RegExp): Promise<void> {
    await expectPending(id, forged);
    expect((await website.result(other)).body.status).toBe('pending');
    const users = await query(
      endpoints.postgres_url,
      'select push_frozen_until, (select count(*)::int from transaction where id = any($2) and cancel_requested_at is not null) as cancelled from user_account where id = $1',
      [phone.userId, [id, other]],
    );
    expect(users).toEqual([{ push_frozen_until: null, cancelled: 0 }]);
    expect(await eventsAbout(id)).not.toContainEqual(expect.stringContaining('PUSH AUTH USER FROZEN'));
    const answer = await sendAnswer(phone, id, await phone.answerTo(shown));
    expect(answer.body.status).toBe('authenticated');
    await website.cancel(other);
  }

  it('neither ends the transaction nor freezes the user when a caller without the keyring writes it', async () => {
    expect(await intruder.send(id, 'answer', plain({ ...notMe, workflowId: id, seal: 'x' }))).toBe('invalid_answer');
    await expectNothing(/answer: not sealed$/);
  });

  it('neither ends the transaction nor freezes the user when it is encrypted without a valid seal', async () => {
    const forged = await encrypted(intruder.keyring, id, { ...notMe, workflowId: id, seal: 'forged' });
    expect(await intruder.send(id, 'answer', forged)).toBe('invalid_answer');
    await expectNothing(/answer: the seal is wrong$/);
  });

  it('neither ends the transaction nor freezes the user when it is sealed without a signature of the device', async () => {
    expect(await sendSealed(id, notMe)).toBe('invalid_answer');
    await expectNothing(/answer: JWS: /);
  });

  it('neither ends the transaction nor freezes the user when it carries the signature of an approval', async () => {
    const { signature } = await phone.answerTo(shown);
    expect(await sendSealed(id, { ...notMe, signature })).toBe('invalid_answer');
    await expectNothing(/answer: JWS: /);
  });
});

describe('an answer with the right signature of the device to a type that asks for a PIN', () => {
  let id: string;
  let shown: Record<string, unknown>;
  let signature: string;

  beforeEach(async () => {
    ({ id, shown, signature } = await signedAnswer());
  });

  async function signedAnswer() {
    const made = await initialiseFor(phone, endpoints, { type: 'payment_with_pin' });
    const fetched = await fetchShown(phone, made);
    const answer = await phone.answerTo(fetched);
    return { id: made, shown: fetched, signature: answer['signature'] as string };
  }

  const prove = (by: TestFactor, of: Record<string, unknown>) =>
    by.prove({ challenge: of['challenge'], transaction_id: of['transaction_id'] });

  const approve = async (factor?: string) =>
    sendSealed(id, { decision: 'accept', signature, ...(factor === undefined ? {} : { factor }) });

  async function expectNoAttempt(): Promise<void> {
    expect((await website.result(id)).body.used_authentication_attempts).toBe(0);
  }

  async function approveAsThePhone(): Promise<void> {
    const content = await phone.answerTo(shown, undefined, { factor: { kind: 'pin', proof: await prove(pin, shown) } });
    expect((await sendAnswer(phone, id, content)).body).toEqual({ transaction_id: id, status: 'authenticated' });
    expect((await website.result(id)).body).toMatchObject({ is_authenticated: true, used_authentication_attempts: 1 });
  }

  it('is refused by the recording activity without a factor proof', async () => {
    expect(await approve()).toBe('invalid_answer');
    await expectPending(id, /answer: no factor$/);
    await expectNoAttempt();
    await approveAsThePhone();
  });

  it('is refused by the recording activity with the factor proof of another transaction', async () => {
    const other = await signedAnswer();
    expect(await approve(await prove(pin, other.shown))).toBe('invalid_answer');
    await expectPending(id, /answer: made for something else$/);
    await expectNoAttempt();
    await approveAsThePhone();
    await website.cancel(other.id);
  });

  it('is refused by the recording activity with a factor proof by another key', async () => {
    expect(await approve(await prove(await TestFactor.create('pin'), shown))).toBe('invalid_answer');
    await expectPending(id, /answer: factor: not by a key of the profile$/);
    await expectNoAttempt();
    await approveAsThePhone();
  });

  it('is accepted with the factor proof of the transaction itself', async () => {
    expect(await approve(await prove(pin, shown))).toBe('taken');
    expect((await website.result(id)).body.is_authenticated).toBe(true);
  });
});
