import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { confirmPush, enrollPush } from '../app/support/enroll-push.ts';
import { eventsAbout } from '../app/support/events.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import type { RawAnswer } from '../app/support/raw-phone.ts';
import { obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { sendsTo, statusesOf } from './support/push-token.ts';

const { endpoints } = useStack();
let phone: RawPhone;
let token: string;
let enrolled: string;

beforeEach(async () => {
  phone = await RawPhone.connect(endpoints);
  await phone.enrollKeys();
  token = await obtainPushToken(endpoints.sandbox, 'android');
  enrolled = await enrollPush(phone, endpoints.sandbox, token);
});

function update(
  pushToken: unknown,
  options: { messageId?: string | null; accessToken?: string } = {},
): Promise<RawAnswer> {
  return phone.call('PUT', '/push-enrollment', { body: { push_token: pushToken }, ...options });
}

function newToken(): Promise<string> {
  return obtainPushToken(endpoints.sandbox, 'android');
}

describe('PUT /app/v1/push-enrollment', () => {
  it('replaces the token once the new one is confirmed', async () => {
    const next = await newToken();
    const answer = await update(next);
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      enrollment_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      expires_at: expect.any(String),
      resends_left: 3,
    });
    const id = answer.body.enrollment_id as string;
    expect(await statusesOf(phone.profileId)).toEqual({ [enrolled]: 'enrolled', [id]: 'pending' });
    expect((await confirmPush(phone, endpoints.sandbox, next, id)).status).toBe(200);
    expect(await statusesOf(phone.profileId)).toEqual({ [enrolled]: 'dropped', [id]: 'enrolled' });
    expect(await eventsAbout(id)).toEqual(['PUSH ENROLLMENT UPDATE SUCCESS']);
    expect(await eventsAbout(enrolled)).toContain('PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: replaced');
  });

  it('answers 200 without a push when the token is enrolled already', async () => {
    const sends = await sendsTo(endpoints.sandbox, token);
    for (let time = 0; time < 2; time += 1) {
      const answer = await update(token);
      expect([answer.status, answer.body]).toEqual([200, { enrollment_id: enrolled, status: 'enrolled' }]);
    }
    expect(await sendsTo(endpoints.sandbox, token)).toBe(sends);
  });

  it('answers a repeated message alike, also after the confirmation', async () => {
    const next = await newToken();
    const messageId = randomUUID();
    const [first, second] = [await update(next, { messageId }), await update(next, { messageId })];
    expect(second.body).toEqual(first.body);
    await confirmPush(phone, endpoints.sandbox, next, first.body.enrollment_id as string);
    expect((await update(next, { messageId })).body).toEqual({
      enrollment_id: first.body.enrollment_id,
      status: 'enrolled',
    });
    expect(await sendsTo(endpoints.sandbox, next)).toBe(1);
  });

  it('keeps the former token when the new one fails', async () => {
    const { body } = await update(await newToken());
    for (let attempt = 0; attempt < 5; attempt += 1)
      await phone.post(`/push-enrollment/${body.enrollment_id}/confirmation`, { nonce: 'wrong' });
    expect(await statusesOf(phone.profileId)).toEqual({ [enrolled]: 'enrolled', [body.enrollment_id]: 'failed' });
    expect(await eventsAbout(body.enrollment_id as string)).toContain(
      'PUSH ENROLLMENT UPDATE FAILURE: attempts_exceeded',
    );
  });

  it('is refused while another enrolment is pending', async () => {
    await update(await newToken());
    expect((await update(await newToken())).body.code).toBe('push_enrollment_in_progress');
    expect((await phone.post('/push-enrollment', { push_token: await newToken() })).body.code).toBe(
      'push_enrollment_in_progress',
    );
    expect(await eventsAbout(phone.profileId)).toContain('PUSH ENROLLMENT INVALID REQ: push_enrollment_in_progress');
  });

  it('is refused for a profile that is not enrolled, or not any more', async () => {
    await phone.call('DELETE', '/push-enrollment');
    const answer = await update(await newToken());
    expect([answer.status, answer.body.code]).toEqual([404, 'push_not_enrolled']);
    expect(await eventsAbout(phone.profileId)).toContain(
      'PUSH ENROLLMENT UPDATE FAILURE NOT ENROLLED: push_not_enrolled',
    );
    phone = await RawPhone.connect(endpoints);
    expect((await update(await newToken())).body.code).toBe('keys_not_exchanged');
  });

  it.each([
    ['empty', ''],
    ['a number', 7],
    ['missing', undefined],
  ])('refuses a token that is %s', async (_, value) => {
    expect((await update(value)).body.code).toBe('invalid_request');
  });

  it('refuses a request without Message-Id or without a valid access token', async () => {
    expect((await update(token, { messageId: null })).body.parameter).toBe('Message-Id');
    expect((await update(token, { accessToken: 'x'.repeat(43) })).status).toBe(401);
    expect(await statusesOf(phone.profileId)).toEqual({ [enrolled]: 'enrolled' });
  });
});
