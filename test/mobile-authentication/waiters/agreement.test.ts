import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReconciliationActivities } from '../../../src/activities/reconciliation/create-activities.ts';
import { createConfigurationApi } from '../../configuration/support/configuration-api.ts';
import { addType, push, sms } from '../../configuration/support/types.ts';
import { enrollPhone, eventually } from '../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../support/enrolled-phone.ts';
import { startOwnServer } from '../../support/own-server.ts';
import type { OwnServer } from '../../support/own-server.ts';
import { codeIn, textMessagesTo } from '../../support/text-messages.ts';
import { createWebsite } from '../../support/website.ts';
import type { Answer, Form } from '../../support/website.ts';
import { longPoll, openStream, poll } from './support/waiters.ts';
import type { Result } from './support/waiters.ts';

const shortType = 'agreement_short';
const codeType = 'agreement_three_codes';
let server: OwnServer;

beforeAll(async () => {
  server = await startOwnServer();
  const configuration = createConfigurationApi(server.endpoints);
  await addType(configuration, push({ name: shortType, request_expires_in: 5 }));
  await addType(configuration, sms({ name: codeType, max_allowed_attempts: 3 }));
});
afterAll(() => server.stop());

interface Asked {
  id: string;
  callback: string;
  userId: string;
  phone: EnrolledPhone | undefined;
  /** The code of the text message. */
  code: string;
}

async function ask(type: string): Promise<Asked> {
  const callback = `${server.endpoints.sandbox}/callbacks/${randomUUID()}`;
  const number = `+316${randomInt(10_000_000, 99_999_999)}`;
  const phone = type === codeType ? undefined : await enrollPhone(server.endpoints);
  const userId = phone?.userId ?? `user-${randomUUID()}`;
  const whom: Form = phone ? { device_id: phone.deviceId, callback_uri: callback } : { phone_number: number };
  const { body } = await eventually(async () => {
    const answer = await createWebsite(server.endpoints).initialise({ type, user_id: userId, message: 'Hi', ...whom });
    return answer.status === 200 ? answer : undefined;
  });
  const messages = await textMessagesTo(server.endpoints, number);
  return { id: body.transaction_id as string, callback, userId, phone, code: codeIn(messages.at(-1)) };
}

/** Repeats a call until the answer is not 503: a busy machine can give a 503, after which a site asks again. */
function untilAnswered(call: () => Promise<Answer>): Promise<Answer> {
  return eventually(async () => {
    const answer = await call();
    return answer.status === 503 ? undefined : answer;
  });
}

async function enter({ userId, id }: Asked, code: string, times = 1): Promise<void> {
  for (let time = 0; time < times; time += 1)
    await untilAnswered(() => createWebsite(server.endpoints).verify(userId, id, code));
}

async function inTemporal(id: string, act: 'cancel' | 'terminate'): Promise<void> {
  const { client } = await server.deps.temporal.connect();
  await client.workflow.getHandle(id)[act]();
}

async function terminateAndReconcile({ id }: Asked): Promise<void> {
  await inTemporal(id, 'terminate');
  await eventually(async () => ((await server.deps.workflows.findOpen([id])).size === 0 ? true : undefined));
  await createReconciliationActivities({ ...server.deps, clock: () => new Date(Date.now() + 61_000) }).compareBatch({
    transactions: '',
  });
}

/** Every way in which a transaction can end while a site waits (a failed delivery is answered at once). */
const ends: Record<string, { type: string; outcome: string; act: (asked: Asked) => Promise<unknown> }> = {
  approved: { type: 'login_with_push', outcome: 'authenticated', act: ({ phone, id }) => phone!.answer(id) },
  refused: {
    type: 'login_with_push',
    outcome: 'not_accepted',
    act: ({ phone, id }) => phone!.answer(id, { decision: 'reject', reason: 'cancelled' }),
  },
  reported: {
    type: 'login_with_push',
    outcome: 'reported_by_user',
    act: ({ phone, id }) => phone!.answer(id, { decision: 'reject', reason: 'not_me' }),
  },
  'cancelled by the site': {
    type: 'login_with_push',
    outcome: 'cancelled',
    act: ({ id }) => untilAnswered(() => createWebsite(server.endpoints).cancel(id)),
  },
  'cancelled in Temporal': { type: 'login_with_push', outcome: 'cancelled', act: ({ id }) => inTemporal(id, 'cancel') },
  'terminated in Temporal': { type: 'login_with_push', outcome: 'cancelled', act: terminateAndReconcile },
  'not answered': { type: shortType, outcome: 'expired', act: async () => undefined },
  'the right code': { type: codeType, outcome: 'authenticated', act: (asked) => enter(asked, asked.code) },
  'three wrong codes': {
    type: codeType,
    outcome: 'attempts_exceeded',
    act: (asked) => enter(asked, asked.code === '000000' ? '111111' : '000000', 3),
  },
};

function outcomeOf({ status, not_authenticated_reason: why }: Result): unknown {
  return status === 'authenticated' ? status : (why as { reason: string } | undefined)?.reason;
}

describe('poll, long poll, stream and callback', () => {
  it.concurrent.each(Object.entries(ends))(
    'report the same outcome: %s',
    { timeout: 180_000 },
    async (_, { type, outcome, act }) => {
      const asked = await ask(type);
      const waiting = longPoll(server.endpoints, asked.id);
      const stream = openStream(server.endpoints, asked.id);
      await stream.begun;
      await act(asked);
      const [waited, streamed] = await Promise.all([waiting, stream.last]);
      const polled = await poll(server.endpoints, asked.id);
      expect(outcomeOf(polled)).toBe(outcome);
      expect(waited).toEqual(polled);
      expect(streamed).toEqual(polled);
      if (!asked.phone) return;
      const requests = await eventually(async () => {
        const all = ((await (await fetch(asked.callback)).json()) as { requests: { body: string }[] }).requests;
        return all.length > 0 ? all : undefined;
      });
      expect(requests.map(({ body }) => JSON.parse(body))).toEqual([
        { callback_uri: asked.callback, transaction_id: asked.id },
      ]);
      expect(await poll(server.endpoints, asked.id)).toEqual(polled);
    },
  );
});
