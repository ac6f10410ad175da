import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { enrollPush } from '../../app/support/enroll-push.ts';
import { eventsAbout } from '../../app/support/events.ts';
import { RawPhone } from '../../app/support/raw-phone.ts';
import { TestDevice } from '../../authorization-server/support/test-device.ts';
import { obtainPushToken } from '../../support/enrolled-phone.ts';
import { query } from '../../support/query.ts';
import { useStack } from '../../support/stack.ts';
import { createWebsite } from '../../support/website.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
const database = endpoints.postgres_url;
const notMe = { decision: 'reject', reason: 'not_me' };
const reported = 'MOBILE AUTH REPORTED AFTER END';
const frozen = 'PUSH AUTH USER FROZEN: reported_by_user';

async function enrolled(): Promise<RawPhone> {
  const phone = await RawPhone.connect(endpoints);
  await phone.enrollKeys();
  await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
  return phone;
}

const ask = (phone: RawPhone) =>
  website.initialise({
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.device.id,
    callback_uri: `${endpoints.sandbox}/callbacks/late`,
    message: 'Pay € 12?',
  });
const send = async (phone: RawPhone, id: string, content: unknown, messageId: string = randomUUID()) =>
  phone.post(`/transactions/${id}/answer`, { message: await phone.seal(content) }, { messageId });
const frozenUntil = async (phone: RawPhone) =>
  (
    await query<{ push_frozen_until: Date | null }>(
      database,
      'select push_frozen_until from user_account where id = $1',
      [phone.userId],
    )
  )[0]?.push_frozen_until;
const liftFreeze = (phone: RawPhone) =>
  query(database, 'update user_account set push_frozen_until = null where id = $1', [phone.userId]);

/** A transaction that the phone has fetched. */
async function shown(phone: RawPhone): Promise<{ id: string; content: Record<string, unknown> }> {
  const { body } = await ask(phone);
  const id = body.transaction_id as string;
  return { id, content: await phone.open((await phone.post(`/transactions/${id}/fetch`)).body.message) };
}

describe('a "not me" report after the end of a transaction', () => {
  it('is refused as closed, freezes pushes and cancels the other open pushes; the result does not change', async () => {
    const phone = await enrolled();
    const [{ id, content }, other] = [await shown(phone), await ask(phone)];
    await website.cancel(id);
    const before = (await website.result(id)).body;
    const answer = await send(phone, id, await phone.answerTo(content, notMe));
    expect([answer.status, answer.body.code, answer.body.transaction_status]).toEqual([
      410,
      'transaction_closed',
      'cancelled',
    ]);
    expect(await eventsAbout(id)).toEqual(
      expect.arrayContaining([
        'MOBILE AUTH TRANSACTION CLOSED: cancelled',
        'MOBILE AUTH REPORTED AFTER END',
        'PUSH AUTH USER FROZEN: reported_by_user',
      ]),
    );
    expect(((await frozenUntil(phone))?.getTime() ?? 0) > Date.now() + 55 * 60_000).toBe(true);
    expect((await ask(phone)).body.error_code).toBe('1001');
    expect((await website.result(other.body.transaction_id, '?wait=60')).body.not_authenticated_reason.reason).toBe(
      'cancelled',
    );
    expect({ ...(await website.result(id)).body, timestamp: 0 }).toEqual({ ...before, timestamp: 0 });
  });

  it.each([
    ['its deadline has passed', `update transaction set expires_at = now() - interval '1 second' where id = $1`],
    ['its end was asked for', 'update transaction set cancel_requested_at = now() where id = $1'],
  ])('is accepted while the row is still open: %s', async (_, change) => {
    const phone = await enrolled();
    const { id, content } = await shown(phone);
    await query(database, change, [id]);
    await send(phone, id, await phone.answerTo(content, notMe));
    const told = (await eventsAbout(id)).filter((event) => event === frozen);
    expect([told, (await frozenUntil(phone)) instanceof Date]).toEqual([[frozen], true]);
  });

  it('takes effect once, also when repeated or sent in parallel: a lifted freeze stays lifted', async () => {
    const phone = await enrolled();
    const { id, content } = await shown(phone);
    await website.cancel(id);
    const report = await phone.answerTo(content, notMe);
    const messageId = randomUUID();
    await Promise.all(Array.from({ length: 8 }, () => send(phone, id, report, messageId)));
    await liftFreeze(phone);
    const again = await send(phone, id, report, messageId);
    expect([again.status, again.body.code]).toEqual([410, 'transaction_closed']);
    await send(phone, id, report);
    expect((await eventsAbout(id)).filter((event) => event === reported || event === frozen)).toEqual([
      reported,
      frozen,
    ]);
    expect(await frozenUntil(phone)).toBeNull();
  });

  it('has no effect without the proofs of an answer', async () => {
    const phone = await enrolled();
    const { id, content } = await shown(phone);
    await website.cancel(id);
    const wrong = [
      await phone.answerTo(content, notMe, {}, await TestDevice.create()),
      await phone.answerTo(content, notMe, { displayed: { message: 'something else' } }),
      await phone.answerTo({ ...content, challenge: 'A'.repeat(43) }, notMe),
      await phone.answerTo(content, { decision: 'reject', reason: 'cancelled' }),
      await phone.answerTo(content, { decision: 'reject' }),
      await phone.answerTo(content),
    ];
    const answers = [
      ...(await Promise.all(wrong.map((each) => send(phone, id, each)))),
      await phone.post(`/transactions/${id}/answer`, { message: 'nothing sealed' }),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [410, 'transaction_closed']),
    );
    expect(await eventsAbout(id)).not.toContain(reported);
    expect(await frozenUntil(phone)).toBeNull();
  });

  it('has no effect from another phone of the user, from another user, or for a transaction that was never shown', async () => {
    const phone = await enrolled();
    const [second, stranger] = [await RawPhone.connect(endpoints, { userId: phone.userId }), await enrolled()];
    await second.enrollKeys();
    const { id, content } = await shown(phone);
    const unseen = (await ask(phone)).body.transaction_id as string;
    for (const each of [id, unseen]) await website.cancel(each);
    for (const other of [second, stranger])
      expect((await send(other, id, await other.answerTo(content, notMe))).body.code).toBe('transaction_not_found');
    expect(
      (await send(phone, unseen, await phone.answerTo({ ...content, transaction_id: unseen }, notMe))).body.code,
    ).toBe('transaction_closed');
    for (const each of [id, unseen]) expect(await eventsAbout(each)).not.toContain(reported);
    expect([await frozenUntil(phone), await frozenUntil(stranger)]).toEqual([null, null]);
  });

  it('does not undo an approval', async () => {
    const phone = await enrolled();
    const { id, content } = await shown(phone);
    expect((await send(phone, id, await phone.answerTo(content))).status).toBe(200);
    const late = await send(phone, id, await phone.answerTo(content, notMe));
    expect([late.body.transaction_status, await frozenUntil(phone)]).toEqual(['authenticated', null]);
    expect((await website.result(id)).body.is_authenticated).toBe(true);
  });
});
