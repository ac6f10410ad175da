import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { enrollPhone } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { callForm, createWebsite } from '../support/website.ts';
import type { Answer, Form, Website } from '../support/website.ts';
import { createSecondSite } from './support/second-client.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
let rival: Website;
let rivalClient: { id: string; secret: string };
let phone: EnrolledPhone;

beforeAll(async () => {
  ({ website: rival, client: rivalClient } = await createSecondSite());
  phone = await enrollPhone(endpoints);
});

function push(extra: Form = {}): Form {
  return {
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: `${endpoints.sandbox}/callbacks/rival`,
    message: 'Hi',
    ...extra,
  };
}

function text(extra: Form = {}): Form {
  return {
    type: 'payment_with_sms',
    user_id: phone.userId,
    phone_number: '+31612345678',
    message: 'Code {code}',
    ...extra,
  };
}

/** The parts of an answer that are the same for the same case. */
function comparable({ status, body }: Answer): unknown {
  return [status, body];
}

describe("another site's transaction", () => {
  it('cannot be told from an unknown one when it is polled, streamed or cancelled', async () => {
    const { transaction_id: id } = (await website.initialise(push())).body;
    const none = randomUUID();
    const uses: ((transaction: string) => Promise<Answer>)[] = [
      (transaction) => rival.result(transaction),
      (transaction) => rival.result(transaction, '?wait=5'),
      (transaction) =>
        rival.call('GET', `/authenticate/transaction/${transaction}`, undefined, { accept: 'text/event-stream' }),
      (transaction) => rival.cancel(transaction),
    ];
    for (const use of uses) {
      const answer = await use(id);
      expect([answer.status, answer.body.error_code]).toEqual([404, '1006']);
      expect(comparable(answer)).toEqual(comparable(await use(none)));
    }
    expect((await website.result(id)).body.status).toBe('pending');
    await website.cancel(id);
    expect((await rival.result(id)).body.error_code).toBe('1006');
  });

  it('cannot be told from an unknown one when a code is verified or resent', async () => {
    const { transaction_id: id } = (await website.initialise(text())).body;
    const none = randomUUID();
    for (const use of [
      (transaction: string) => rival.verify(phone.userId, transaction, '123456'),
      (transaction: string) => rival.resend(phone.userId, transaction),
    ]) {
      const answer = await use(id);
      expect([answer.status, answer.body.error_code]).toEqual([404, '3004']);
      expect(comparable(answer)).toEqual(comparable(await use(none)));
      expect((await use(id.toUpperCase())).body.error_code).toBe('3004');
    }
    // None of these calls counted as an attempt.
    expect((await website.verify(phone.userId, id, 'x')).body.error_code).toBe('3003');
    expect((await website.verify(phone.userId, id, 'x')).body.error_code).toBe('3003');
    expect((await website.result(id)).body.status).toBe('pending');
  });

  it('is refused with another user of the same site', async () => {
    const { transaction_id: id } = (await website.initialise(text())).body;
    expect((await website.verify('another-user', id, '123456')).body.error_code).toBe('3005');
    expect((await website.resend('another-user', id)).body.error_code).toBe('3005');
  });

  it('accepts no code and no resend when it is a push', async () => {
    const { transaction_id: id } = (await website.initialise(push())).body;
    expect((await website.verify(phone.userId, id, '123456')).body.error_code).toBe('3004');
    expect((await website.resend(phone.userId, id)).body.error_code).toBe('3004');
  });
});

describe("another site's Idempotency-Key", () => {
  it('makes another transaction for the same key and form', async () => {
    const key = randomUUID();
    const mine = await website.initialise(push(), { 'idempotency-key': key });
    const theirs = await rival.initialise(push(), { 'idempotency-key': key });
    expect(theirs.status).toBe(200);
    expect(theirs.body.transaction_id).not.toBe(mine.body.transaction_id);
    expect((await website.initialise(push(), { 'idempotency-key': key })).body.transaction_id).toBe(
      mine.body.transaction_id,
    );
    expect((await rival.initialise(push({ message: 'Other' }), { 'idempotency-key': key })).body.error_code).toBe(
      '1101',
    );
  });

  it('makes one transaction of sixteen concurrent requests, and refuses those with another form', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        website.initialise(push({ message: index % 2 ? 'Pay 12' : 'Pay 12,000' }), { 'idempotency-key': key }),
      ),
    );
    const made = answers.filter(({ status }) => status === 200);
    expect(new Set(made.map(({ body }) => body.transaction_id)).size).toBe(1);
    expect(made).toHaveLength(8);
    expect(answers.filter(({ body }) => body.error_code === '1101')).toHaveLength(8);
  });
});

describe('an API client', () => {
  it('is limited to its scopes', async () => {
    const authorization = `Basic ${Buffer.from(`${rivalClient.id}:${rivalClient.secret}`).toString('base64')}`;
    const otp = await callForm('GET', `${endpoints.api}/oauth/api/v1/otp/${phone.userId}`, undefined, {
      authorization,
    });
    expect([otp.status, otp.body.error]).toEqual([403, 'insufficient_scope']);
    const { website: powerless } = await createSecondSite([]);
    const refused = await powerless.initialise(push());
    expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client']);
  });

  it('is refused at the token endpoint', async () => {
    const form = { grant_type: 'client_credentials', client_id: rivalClient.id, client_secret: rivalClient.secret };
    const answer = await callForm('POST', `${endpoints.api}/oauth/token`, form);
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
  });
});

describe('guessed codes', () => {
  it('lock the transaction after three attempts, concurrent ones too, also after a resend', async () => {
    const { transaction_id: id } = (await website.initialise(text())).body;
    await website.verify(phone.userId, id, '000000x');
    await website.resend(phone.userId, id);
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) => website.verify(phone.userId, id, `99${index}`)),
    );
    expect(answers.filter(({ body }) => body.error_code === '3003')).toHaveLength(2);
    expect(answers.filter(({ body }) => body.error_code === '3004')).toHaveLength(14);
    expect((await website.result(id)).body.not_authenticated_reason.reason).toBe('attempts_exceeded');
  });

  it.each(['', '12345', '1234567', '１２３４５６', '123456\0', '0x1E240', '1e5', '[123456]'])(
    'get a 4xx status: %j',
    async (code) => {
      const { transaction_id: id } = (await website.initialise(text())).body;
      const answer = await website.verify(phone.userId, id, code);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    },
  );
});
