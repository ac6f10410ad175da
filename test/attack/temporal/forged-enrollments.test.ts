import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { confirmPush, enrollPush } from '../../app/support/enroll-push.ts';
import { eventsAbout } from '../../app/support/events.ts';
import { RawPhone } from '../../app/support/raw-phone.ts';
import { statusesOf } from '../../push-enrollment/support/push-token.ts';
import { eventually, obtainPushToken } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';
import { encrypted, plain, startIntruder } from './support/temporal-intruder.ts';
import type { Intruder } from './support/temporal-intruder.ts';

const { endpoints } = useStack();
let intruder: Intruder;
let phone: RawPhone;
let token: string;
/** A pending enrolment. */
let id: string;

beforeAll(async () => void (intruder = await startIntruder()));
afterAll(() => intruder.close());
beforeEach(async () => {
  phone = await RawPhone.connect(endpoints);
  await phone.enrollKeys();
  token = await obtainPushToken(endpoints.sandbox, 'android');
  id = (await phone.post('/push-enrollment', { push_token: token })).body.enrollment_id as string;
});

async function expectPending(forged: RegExp): Promise<void> {
  expect(await statusesOf(phone.profileId)).toEqual({ [id]: 'pending' });
  const named = await eventually(async () => (await eventsAbout(id)).find((event) => event.includes('FORGED')));
  expect(named?.startsWith('PUSH ENROLLMENT FORGED UPDATE: ')).toBe(true);
  expect(named).toMatch(forged);
  expect((await confirmPush(phone, endpoints.sandbox, token, id)).status).toBe(200);
}

it("refuses a confirmation copied from the attacker's enrolment", async () => {
  const own = await RawPhone.connect(endpoints);
  await own.enrollKeys();
  const mine = await enrollPush(own, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
  expect(await intruder.send(id, 'confirm', await intruder.stolen(mine, 'confirm'))).toBe('invalid_answer');
  await expectPending(/confirm: not sealed$/);
});

it('refuses a confirmation that is not encrypted', async () => {
  const forged = { messageId: randomUUID(), correct: true, workflowId: id, seal: 'forged' };
  expect(await intruder.send(id, 'confirm', plain(forged))).toBe('invalid_answer');
  await expectPending(/confirm: not sealed$/);
});

it('refuses a confirmation without a valid seal in the recording activity', async () => {
  const forged = { messageId: randomUUID(), correct: true, workflowId: id, seal: 'forged' };
  expect(await intruder.send(id, 'confirm', await encrypted(intruder.keyring, id, forged))).toBe('invalid_answer');
  await expectPending(/confirm: the seal is wrong$/);
});
