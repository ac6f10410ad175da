import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { eventsAbout } from '../app/support/events.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { behave, forgetToken, noncesSentTo, sendsTo, statusesOf } from './support/push-token.ts';
import { enrollToken, isReachable, nonceSentTo, startEnrolling } from './support/enrolling.ts';

const { endpoints } = useStack();
let phone: RawPhone;
let token: string;

beforeEach(async () => {
  phone = await RawPhone.connect(endpoints);
  await phone.enrollKeys();
  token = await obtainPushToken(endpoints.sandbox, 'android');
});

async function untilStatus(id: string, status: string): Promise<void> {
  await eventually(async () => ((await statusesOf(phone.profileId))[id] === status ? true : undefined));
}

describe('POST /app/v1/push-enrollment', () => {
  it('sends a nonce by push, and enrols the token when the phone returns the nonce', async () => {
    const before = Date.now();
    const answer = await phone.post('/push-enrollment', { push_token: token });
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      enrollment_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      expires_at: expect.any(String),
      resends_left: 3,
    });
    expect(Date.parse(answer.body.expires_at) - before).toBeGreaterThanOrEqual(300_000);
    const id = answer.body.enrollment_id as string;
    expect(await isReachable(phone)).toBe(false);

    const confirmation = await phone.post(`/push-enrollment/${id}/confirmation`, {
      nonce: await nonceSentTo(token, id),
    });
    expect(confirmation.status).toBe(200);
    expect(confirmation.body).toEqual({ enrollment_id: id, status: 'enrolled' });
    expect(await isReachable(phone)).toBe(true);
    expect(await eventsAbout(id)).toEqual(['PUSH ENROLLMENT SUCCESS']);
  });

  it('works on iOS', async () => {
    // The application version of the registration determines the provider.
    const ios = await RawPhone.connect(endpoints, { platform: 'ios' });
    await ios.enrollKeys();
    await enrollToken(ios, await obtainPushToken(endpoints.sandbox, 'ios'));
  });

  it('answers a repeated message alike and sends one push', async () => {
    const messageId = randomUUID();
    const answers = [];
    for (let time = 0; time < 3; time += 1)
      answers.push(await phone.post('/push-enrollment', { push_token: token }, { messageId }));
    const [first, ...others] = answers.map((answer) => [answer.status, answer.body]);
    for (const other of others) expect(other).toEqual(first);
    const id = answers[0]?.body.enrollment_id as string;
    await nonceSentTo(token, id);
    const again = await phone.post('/push-enrollment', { push_token: token }, { messageId: messageId.toUpperCase() });
    expect(again.body.enrollment_id).toBe(id);
    expect(await sendsTo(endpoints.sandbox, token)).toBe(1);
  });

  it('refuses a repeated Message-Id with another token', async () => {
    const messageId = randomUUID();
    await phone.post('/push-enrollment', { push_token: token }, { messageId });
    const other = await phone.post('/push-enrollment', { push_token: `${token}x` }, { messageId });
    expect([other.status, other.body.parameter]).toEqual([400, 'Message-Id']);
  });

  it('accepts one of six concurrent starts', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => phone.post('/push-enrollment', { push_token: token })),
    );
    const codes = answers.map((answer) => answer.body.code ?? answer.status);
    expect(codes.filter((code) => code === 202)).toHaveLength(1);
    expect(codes.filter((code) => code === 'push_enrollment_in_progress')).toHaveLength(5);
  });

  it('refuses before the key enrolment', async () => {
    const early = await RawPhone.connect(endpoints);
    const answer = await early.post('/push-enrollment', { push_token: token });
    expect([answer.status, answer.body.code]).toEqual([409, 'keys_not_exchanged']);
    expect(await eventsAbout(early.profileId)).toContain('PUSH ENROLLMENT KEYS NOT EXCHANGED: keys_not_exchanged');
  });

  it.each([
    ['empty', ''],
    ['with a space', 'with space'],
    ['too long', 'x'.repeat(4097)],
    ['a number', 7],
    ['missing', undefined],
  ])('refuses a token that is %s', async (_, value) => {
    const answer = await phone.post('/push-enrollment', { push_token: value });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
  });

  it.each([
    ['no longer knows the token', 'unregistered', async () => forgetToken(endpoints.sandbox, token)],
    ['cannot read the token', 'provider_refused', async () => void (token = 'no-such-token')],
  ])('fails at once when the provider %s', async (_, reason, prepare) => {
    await prepare();
    const id = await startEnrolling(phone, token);
    await untilStatus(id, 'failed');
    expect(await eventsAbout(id)).toEqual([`PUSH ENROLLMENT FAILURE: ${reason}`]);
    expect(await sendsTo(endpoints.sandbox, token)).toBe(1);
    expect((await phone.post(`/push-enrollment/${id}/confirmation`, { nonce: 'x' })).body.code).toBe(
      'push_enrollment_expired',
    );
    token = await obtainPushToken(endpoints.sandbox, 'android');
    await enrollToken(phone, token);
  });

  it('sends the push again after 429 of the provider', async () => {
    await behave(endpoints.sandbox, 'fcm', { mode: 'too_many_requests', times: 1, token });
    const id = await startEnrolling(phone, token);
    await nonceSentTo(token, id);
    expect(await sendsTo(endpoints.sandbox, token)).toBe(2);
    expect((await statusesOf(phone.profileId))[id]).toBe('pending');
  });
});

describe('POST /app/v1/push-enrollment/{id}/confirmation', () => {
  it('counts wrong nonces and ends the enrolment with the last attempt', async () => {
    const id = await startEnrolling(phone, token);
    for (const left of [4, 3, 2, 1, 0]) {
      const wrong = await phone.post(`/push-enrollment/${id}/confirmation`, { nonce: `wrong-${left}` });
      expect([wrong.status, wrong.body.code, wrong.body.attempts_left]).toEqual([403, 'invalid_nonce', left]);
    }
    const late = await phone.post(`/push-enrollment/${id}/confirmation`, { nonce: await nonceSentTo(token, id) });
    expect([late.status, late.body.code]).toEqual([410, 'push_enrollment_expired']);
    expect(await isReachable(phone)).toBe(false);
    expect(await eventsAbout(id)).toEqual(
      expect.arrayContaining([
        'PUSH ENROLLMENT FAILURE: attempts_exceeded',
        'PUSH ENROLLMENT INVALID REQ: invalid_nonce',
      ]),
    );
    await enrollToken(phone, token);
  });

  it('counts a repeated message once', async () => {
    const id = await startEnrolling(phone, token);
    const messageId = randomUUID();
    for (let time = 0; time < 3; time += 1) {
      const wrong = await phone.post(`/push-enrollment/${id}/confirmation`, { nonce: 'wrong' }, { messageId });
      expect(wrong.body.attempts_left).toBe(4);
    }
  });

  it('repeats its success for the right nonce only', async () => {
    const id = await enrollToken(phone, token);
    const nonce = await nonceSentTo(token, id);
    expect((await phone.post(`/push-enrollment/${id}/confirmation`, { nonce })).status).toBe(200);
    expect((await phone.post(`/push-enrollment/${id}/confirmation`, { nonce: 'wrong' })).body.code).toBe(
      'push_enrollment_expired',
    );
  });

  it("answers alike for an unknown enrolment and for another profile's, and does not change the latter", async () => {
    const id = await startEnrolling(phone, token);
    const stranger = await RawPhone.connect(endpoints);
    const theirs = await stranger.post(`/push-enrollment/${id}/confirmation`, { nonce: await nonceSentTo(token, id) });
    const unknown = await stranger.post(`/push-enrollment/${randomUUID()}/confirmation`, {
      nonce: await nonceSentTo(token, id),
    });
    expect([theirs.status, theirs.body.code]).toEqual([404, 'push_enrollment_not_found']);
    expect({ ...theirs.body, request_id: '' }).toEqual({ ...unknown.body, request_id: '' });
    expect((await stranger.post(`/push-enrollment/${id}/resend`)).body.code).toBe('push_enrollment_not_found');
    expect(
      (await phone.post(`/push-enrollment/${id}/confirmation`, { nonce: await nonceSentTo(token, id) })).status,
    ).toBe(200);
  });

  it('enrols once for sixteen concurrent confirmations', async () => {
    const id = await startEnrolling(phone, token);
    const nonce = await nonceSentTo(token, id);
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => phone.post(`/push-enrollment/${id}/confirmation`, { nonce })),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(16).fill(200));
    expect(await eventsAbout(id)).toEqual(['PUSH ENROLLMENT SUCCESS']);
  });
});

describe('POST /app/v1/push-enrollment/{id}/resend', () => {
  it('sends the same nonce again until the limit', async () => {
    const id = await startEnrolling(phone, token);
    const nonce = await nonceSentTo(token, id);
    for (const left of [2, 1, 0]) {
      const answer = await phone.post(`/push-enrollment/${id}/resend`);
      expect([answer.status, answer.body.resends_left]).toEqual([202, left]);
    }
    expect((await phone.post(`/push-enrollment/${id}/resend`)).body.code).toBe('resend_limit_reached');
    // Each push replaces the former one on the phone, and all have the same nonce.
    expect(await sendsTo(endpoints.sandbox, token)).toBe(4);
    expect(await noncesSentTo(endpoints.sandbox, token, id)).toEqual([nonce]);
    expect((await phone.post(`/push-enrollment/${id}/confirmation`, { nonce })).status).toBe(200);
  });

  it('counts a repeated message once', async () => {
    const id = await startEnrolling(phone, token);
    const messageId = randomUUID();
    for (let time = 0; time < 2; time += 1)
      expect((await phone.post(`/push-enrollment/${id}/resend`, {}, { messageId })).body.resends_left).toBe(2);
  });

  it('answers 503 when the provider refuses, and keeps the first nonce valid', async () => {
    const id = await startEnrolling(phone, token);
    const nonce = await nonceSentTo(token, id);
    await behave(endpoints.sandbox, 'fcm', { mode: 'too_many_requests', times: 1, token });
    const refused = await phone.post(`/push-enrollment/${id}/resend`);
    expect([refused.status, refused.body.code]).toEqual([503, 'push_provider_unavailable']);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await phone.post(`/push-enrollment/${id}/confirmation`, { nonce })).status).toBe(200);
  });

  it('is refused after the end of the enrolment', async () => {
    const id = await enrollToken(phone, token);
    expect((await phone.post(`/push-enrollment/${id}/resend`)).body.code).toBe('push_enrollment_expired');
  });
});
