import { randomUUID } from 'node:crypto';
import { compactVerify, importSPKI } from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { enrollPhone, eventually } from '../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../support/enrolled-phone.ts';
import { pushAgain } from '../support/push-again.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import type { Website } from '../support/website.ts';

const { endpoints } = useStack();
let website: Website;
let phone: EnrolledPhone;

beforeAll(async () => {
  website = createWebsite(endpoints);
  phone = await enrollPhone(endpoints);
});
beforeEach(() => pushAgain(phone.userId));

function callbackUrl(name: string): string {
  return `${endpoints.sandbox}/callbacks/${name}`;
}

async function callbacksOf(name: string): Promise<{ headers: Record<string, string>; body: string }[]> {
  const answer = (await (await fetch(callbackUrl(name))).json()) as {
    requests: { headers: Record<string, string>; body: string }[];
  };
  return answer.requests;
}

function request(extra: Record<string, string> = {}): Record<string, string> {
  return {
    type: 'login_with_push',
    user_id: phone.userId,
    device_id: phone.deviceId,
    callback_uri: callbackUrl(`push-${randomUUID()}`),
    message: 'Pay EUR 10?',
    ...extra,
  };
}

describe('a push approval', () => {
  it('is pushed to the phone, approved there and reported as authenticated, with a signature over the text shown', async () => {
    const name = `approval-${randomUUID()}`;
    const init = await website.initialise(
      request({ callback_uri: callbackUrl(name), secure_message: 'Invoice 7', signing_data: 'EUR 10 to NL00' }),
    );
    expect(init.status).toBe(200);
    expect(init.body).toEqual({
      transaction_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      auth_method: 'push',
      time_to_live: 120_000,
      device: { name: `phone of ${phone.userId}`, platform: 'android' },
    });
    const id = init.body.transaction_id;

    const push = await eventually(async () =>
      (await phone.pushes()).find((candidate) => candidate.content['og_transaction_id'] === id),
    );
    expect(push.content).toEqual({
      og_transaction_id: id,
      og_message: 'Pay EUR 10?',
      og_profile_id: phone.profile.profileId,
    });
    expect((await website.result(id)).body).toMatchObject({ is_authenticated: false, status: 'pending' });

    const { shown, outcome } = await phone.answer(id);
    expect(shown).toMatchObject({
      message: 'Pay EUR 10?',
      secureMessage: 'Invoice 7',
      signingData: 'EUR 10 to NL00',
      type: 'login_with_push',
    });
    expect(outcome.status).toBe('authenticated');

    const result = (await website.result(id)).body;
    expect(result).toMatchObject({
      is_authenticated: true,
      authentication_method: 'push',
      transaction_id: id,
      user_id: phone.userId,
      callback_uri: callbackUrl(name),
      signature_verified: true,
    });
    const key = await importSPKI(result.user_public_key, 'ES256');
    const { payload } = await compactVerify(Buffer.from(result.signature, 'base64').toString(), key);
    expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({
      decision: 'accept',
      transaction_id: id,
      displayed: { message: 'Pay EUR 10?', secure_message: 'Invoice 7', signing_data: 'EUR 10 to NL00' },
    });

    const [callback, ...more] = await eventually(async () => {
      const all = await callbacksOf(name);
      return all.length > 0 ? all : undefined;
    });
    expect(JSON.parse(callback?.body ?? '')).toEqual({ callback_uri: callbackUrl(name), transaction_id: id });
    expect(more).toEqual([]);
  });

  it.each([
    ['cancelled', 'not_accepted'],
    ['not_me', 'reported_by_user'],
  ] as const)('ends as refused when the user answers %s', async (reason, expected) => {
    const { body } = await website.initialise(request());
    const { outcome } = await phone.answer(body.transaction_id, { decision: 'reject', reason });
    expect(outcome.status).toBe('not_authenticated');
    expect((await website.result(body.transaction_id)).body).toMatchObject({
      is_authenticated: false,
      not_authenticated_reason: { reason: expected },
    });
  });

  it('expires when the phone does not answer, and the waiting site gets the result at once', async () => {
    const { body } = await website.initialise(request({ type: 'short_push' }));
    expect(body.time_to_live).toBe(8_000);
    const result = await website.result(body.transaction_id, '?wait=60');
    expect(result.body).toMatchObject({ status: 'not_authenticated', not_authenticated_reason: { reason: 'expired' } });
    await expect(phone.answer(body.transaction_id)).rejects.toMatchObject({ code: 'transaction_closed' });
  });

  it('can be cancelled by its site; a second cancellation changes nothing', async () => {
    const { body } = await website.initialise(request());
    expect((await website.cancel(body.transaction_id)).status).toBe(204);
    expect((await website.cancel(body.transaction_id)).status).toBe(204);
    expect((await website.result(body.transaction_id)).body.not_authenticated_reason.reason).toBe('cancelled');
    await expect(phone.answer(body.transaction_id)).rejects.toMatchObject({ code: 'transaction_closed' });
  });

  it('answers a long poll as soon as the phone has answered', async () => {
    const { body } = await website.initialise(request());
    const waiting = website.result(body.transaction_id, '?wait=30');
    await phone.answer(body.transaction_id);
    expect((await waiting).body.is_authenticated).toBe(true);
  });

  it('streams its result', async () => {
    const { body } = await website.initialise(request());
    const credentials = Buffer.from(
      `${endpoints.clients.mobile_authentication.id}:${endpoints.clients.mobile_authentication.secret}`,
    ).toString('base64');
    const stream = await fetch(`${endpoints.api}/oauth/api/v4/authenticate/transaction/${body.transaction_id}`, {
      headers: { accept: 'text/event-stream', authorization: `Basic ${credentials}` },
    });
    await phone.answer(body.transaction_id);
    const events = (await stream.text()).split('\n\n').filter((event) => event.startsWith('event: transaction'));
    expect(events).toHaveLength(2);
    expect(events[1]).toContain('"is_authenticated":true');
  });

  it('creates one transaction for a repeated Idempotency-Key, and refuses another body under the same key', async () => {
    const form = request();
    const key = { 'idempotency-key': randomUUID() };
    const [first, second] = await Promise.all([website.initialise(form, key), website.initialise(form, key)]);
    expect(first.status).toBe(200);
    expect(second.body).toEqual(first.body);
    expect(
      (await phone.pushes()).filter((push) => push.content['og_transaction_id'] === first.body.transaction_id),
    ).toHaveLength(1);
    const other = await website.initialise({ ...form, message: 'Pay EUR 9999?' }, key);
    expect([other.status, other.body.error_code]).toEqual([409, '1101']);
  });

  it('is pushed to an iPhone and approved there', async () => {
    const iphone = await enrollPhone(endpoints, { platform: 'ios' });
    const { body } = await website.initialise({ ...request(), user_id: iphone.userId, device_id: iphone.deviceId });
    expect(body).toMatchObject({ auth_method: 'push', device: { platform: 'ios' } });
    const push = await eventually(async () =>
      (await iphone.pushes()).find((candidate) => candidate.content['og_transaction_id'] === body.transaction_id),
    );
    expect(push.alert).toBe('Pay EUR 10?');
    expect((await iphone.answer(body.transaction_id)).outcome.status).toBe('authenticated');
  });
});
