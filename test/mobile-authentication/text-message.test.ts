import { randomInt, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { query } from '../support/query.ts';
import { eventually } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { codeIn, textMessagesTo } from '../support/text-messages.ts';
import { createWebsite } from '../support/website.ts';
import type { Answer } from '../support/website.ts';

const { endpoints, environment } = useStack();
const website = createWebsite(endpoints);

function newNumber(): string {
  return `+316${randomInt(10_000_000, 99_999_999)}`;
}

async function begin(extra: Record<string, string> = {}) {
  const user = `user-${randomUUID()}`;
  const number = newNumber();
  const init = await website.initialise({ type: 'payment_with_sms', user_id: user, phone_number: number, ...extra });
  expect(init.status).toBe(200);
  const message = await eventually(async () => (await textMessagesTo(endpoints, number))[0]);
  const code = codeIn(message);
  const wrong = code === '000000' ? '111111' : '000000';
  return { user, number, id: init.body.transaction_id as string, init, message, code, wrong };
}

/** Repeats the request until the answer is not 503: a busy machine can give a 503, after which a site asks again. */
async function untilAnswered(ask: () => Promise<Answer>): Promise<Answer> {
  return eventually(async () => {
    const answer = await ask();
    return answer.status === 503 ? undefined : answer;
  }, 20_000);
}

async function attemptsOf(id: string): Promise<number | undefined> {
  const [row] = await query<{ attempts_used: number }>(
    environment['COUNTERSIGN_DATABASE_URL'] as string,
    'select attempts_used from transaction where id = $1',
    [id],
  );
  return row?.attempts_used;
}

describe('an SMS approval', () => {
  it('is approved by the code of the message, also after a wrong code', async () => {
    const { user, id, init, message, code, wrong } = await begin();
    expect(init.body).toEqual({ transaction_id: id, auth_method: 'sms', time_to_live: 300_000 });
    expect(message?.body).toBe(`Your Northwind Energy code is ${code}.`);
    const refused = await website.verify(user, id, wrong);
    expect([refused.status, refused.body.error_code]).toEqual([404, '3003']);
    const verified = await website.verify(user, id, code);
    expect([verified.status, verified.body]).toEqual([200, { transaction_id: id }]);
    expect((await website.result(id)).body).toMatchObject({ is_authenticated: true, authentication_method: 'sms' });
  });

  it('locks after three wrong codes and then refuses the right one', async () => {
    const { user, id, code, wrong } = await begin();
    for (let attempt = 0; attempt < 3; attempt += 1)
      expect((await website.verify(user, id, wrong)).body.error_code).toBe('3003');
    expect((await website.verify(user, id, code)).body.error_code).toBe('3004');
    expect((await website.result(id)).body.not_authenticated_reason.reason).toBe('attempts_exceeded');
  });

  it('counts at most 3 of 16 wrong codes at once, and accepts only one of 16 right codes at once', async () => {
    const wrongs = await begin();
    const refused = await Promise.all(
      Array.from({ length: 16 }, () => untilAnswered(() => website.verify(wrongs.user, wrongs.id, wrongs.wrong))),
    );
    const codes = refused.map((answer) => answer.body.error_code as string);
    // An attempt whose answer is lost on a busy machine is counted, and its repetition is another attempt.
    expect(codes.filter((code) => code === '3003').length).toBeLessThanOrEqual(3);
    expect(codes.every((code) => code === '3003' || code === '3004')).toBe(true);
    expect((await website.result(wrongs.id)).body).toMatchObject({
      is_authenticated: false,
      not_authenticated_reason: { reason: 'attempts_exceeded' },
    });
    expect(await attemptsOf(wrongs.id)).toBe(3);
    const rights = await begin();
    const verified = await Promise.all(
      Array.from({ length: 16 }, () => website.verify(rights.user, rights.id, rights.code)),
    );
    const [won, away] = [200, 503].map((status) => verified.filter((answer) => answer.status === status).length) as [
      number,
      number,
    ];
    expect((await website.result(rights.id)).body).toMatchObject({ is_authenticated: true });
    // The answer of the accepted call can be lost too; two accepted calls are never allowed.
    expect(won).toBeLessThanOrEqual(1);
    if (away === 0) expect(won).toBe(1);
  });

  it('answers a verification repeated under its Idempotency-Key as the first time, and counts it once', async () => {
    const { user, id, code, wrong } = await begin();
    const key = { 'idempotency-key': randomUUID() };
    for (let time = 0; time < 4; time += 1)
      expect((await website.verify(user, id, wrong, key)).body.error_code).toBe('3003');
    const rights = await Promise.all(Array.from({ length: 8 }, () => website.verify(user, id, code, key)));
    expect(rights.map(({ status, body }) => [status, body])).toEqual(rights.map(() => [200, { transaction_id: id }]));
    expect((await website.verify(user, id, code, key)).status).toBe(200);
    for (const again of [
      await website.verify(user, id, code),
      await website.verify(user, id, code, { 'idempotency-key': randomUUID() }),
      await website.verify(user, id, wrong, key),
    ]) {
      expect([again.status, again.body.error_code]).toEqual([404, '3004']);
    }
    expect((await website.verify('another-user', id, code, key)).body.error_code).toBe('3005');
    const other = await begin();
    expect((await website.verify(other.user, other.id, other.wrong, key)).body.error_code).toBe('3003');
  });

  it('counts other codes under one Idempotency-Key as other attempts, and repeats the answer only for the last code', async () => {
    const { user, id, code } = await begin();
    const key = { 'idempotency-key': randomUUID() };
    const wrongs = ['000001', '000002', '000003', '000004'].filter((one) => one !== code).slice(0, 3);
    for (const one of wrongs) expect((await website.verify(user, id, one, key)).body.error_code).toBe('3003');
    expect((await website.verify(user, id, wrongs[2] as string, key)).body.error_code).toBe('3003');
    for (const one of [code, wrongs[0] as string])
      expect((await website.verify(user, id, one, key)).body.error_code).toBe('3004');
    expect((await website.verify(user, id, code, { 'idempotency-key': 'a b' })).body).toMatchObject({
      error_code: '1003',
      parameter: 'Idempotency-Key',
    });
  });

  it('sends the same code again at most three times', async () => {
    const { user, id, number, code } = await begin();
    for (let send = 1; send <= 3; send += 1) expect((await website.resend(user, id)).status).toBe(204);
    const limit = await website.resend(user, id);
    expect([limit.status, limit.body.error_code]).toEqual([403, '3006']);
    const messages = await textMessagesTo(endpoints, number);
    expect(messages).toHaveLength(4);
    expect(messages.every((message) => message.body.includes(code))).toBe(true);
  });

  it('repeats the answer of a resend under its Idempotency-Key after the end, and sends no message', async () => {
    const { user, id, number, code } = await begin();
    const [key, limited] = [{ 'idempotency-key': randomUUID() }, { 'idempotency-key': randomUUID() }];
    expect((await website.resend(user, id, key)).status).toBe(204);
    for (let send = 2; send <= 3; send += 1) await website.resend(user, id);
    expect((await website.resend(user, id, limited)).body.error_code).toBe('3006');
    expect((await website.verify(user, id, code)).status).toBe(200);
    const again = await Promise.all(Array.from({ length: 4 }, () => website.resend(user, id, key)));
    expect(again.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    expect((await website.resend(user, id, limited)).body.error_code).toBe('3006');
    for (const other of [
      await website.resend(user, id),
      await website.resend(user, id, { 'idempotency-key': randomUUID() }),
    ])
      expect([other.status, other.body.error_code]).toEqual([404, '3004']);
    expect((await website.resend('another-user', id, key)).body.error_code).toBe('3005');
    expect(await textMessagesTo(endpoints, number)).toHaveLength(4);
  });

  it('sends only the code when the message has no placeholder for it', async () => {
    const { message, code } = await begin({ message: 'Hello' });
    expect(message?.body).toBe(code);
  });

  it('is refused for another user', async () => {
    const { id, code } = await begin();
    const other = await website.verify('another-user', id, code);
    expect([other.status, other.body.error_code]).toEqual([404, '3005']);
    expect((await website.verify('any-user', randomUUID(), code)).body.error_code).toBe('3004');
  });

  it.each([
    ['', '3001'],
    ['0612345678', '3001'],
    ['+31', '3001'],
    ['+3161234567890123', '3001'],
  ])('refuses the number %j', async (number, code) => {
    const answer = await website.initialise({ type: 'payment_with_sms', user_id: 'u', phone_number: number });
    expect([answer.status, answer.body.error_code]).toEqual([400, code]);
  });

  it('answers 3002 when the provider refuses the message', async () => {
    const number = newNumber();
    await fetch(`${endpoints.sandbox}/behaviour/twilio`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mode: 'refuse', to: number }),
    });
    const answer = await website.initialise({ type: 'payment_with_sms', user_id: 'u', phone_number: number });
    expect([answer.status, answer.body.error_code]).toEqual([503, '3002']);
  });
});
