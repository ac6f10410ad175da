import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { eventsAbout } from '../app/support/events.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { createWebsite } from '../support/website.ts';
import { behave, forgetToken, noncesSentTo, sendsTo, statusesOf } from './support/push-token.ts';

const { endpoints } = useStack();
const website = createWebsite(endpoints);
let phone: RawPhone;
let token: string;

beforeEach(async () => {
  phone = await RawPhone.connect(endpoints);
  await phone.enrollKeys();
  token = await obtainPushToken(endpoints.sandbox, 'android');
});

async function start(from = phone, pushToken = token): Promise<string> {
  const answer = await from.post('/push-enrollment', { push_token: pushToken });
  expect(answer.status).toBe(202);
  return answer.body.enrollment_id as string;
}

async function nonceOf(id: string, pushToken = token): Promise<string> {
  return eventually(async () => (await noncesSentTo(endpoints.sandbox, pushToken, id))[0]);
}

async function enroll(from = phone, pushToken = token): Promise<string> {
  const id = await start(from, pushToken);
  const answer = await from.post(`/push-enrollment/${id}/confirmation`, { nonce: await nonceOf(id, pushToken) });
  expect(answer.body).toEqual({ enrollment_id: id, status: 'enrolled' });
  return id;
}

async function isReachable(of = phone): Promise<boolean> {
  const { body } = await website.call('GET', `/authenticate/user/${of.userId}/device/${of.device.id}/enabled`);
  return (body.enabled as string[]).includes('login_with_push');
}

async function untilStatus(id: string, status: string): Promise<void> {
  await eventually(async () => ((await statusesOf(phone.profileId))[id] === status ? true : undefined));
}

describe('POST /app/v1/push-enrollment', () => {
  it('sends a nonce by push, whose return enrols the token', async () => {
    const before = Date.now();
    const answer = await phone.post('/push-enrollment', { push_token: token });
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ enrollment_id: expect.stringMatching(/^[0-9a-f-]{36}$/), expires_at: expect.any(String), resends_left: 3 });
    expect(Date.parse(answer.body.expires_at) - before).toBeGreaterThanOrEqual(300_000);
    const id = answer.body.enrollment_id as string;
    expect(await isReachable()).toBe(false);

    const confirmation = await phone.post(`/push-enrollment/${id}/confirmation`, { nonce: await nonceOf(id) });
    expect(confirmation.status).toBe(200);
    expect(confirmation.body).toEqual({ enrollment_id: id, status: 'enrolled' });
    expect(await isReachable()).toBe(true);
    expect(await eventsAbout(id)).toEqual(['PUSH ENROLLMENT SUCCESS']);
  });

  it('works on iOS', async () => {
    // The application version decides the provider, and it comes with the registration.
    const ios = await RawPhone.connect(endpoints, { platform: 'ios' });
    await ios.enrollKeys();
    await enroll(ios, await obtainPushToken(endpoints.sandbox, 'ios'));
  });

  it('answers the same message the same, and sends one push', async () => {
    const messageId = randomUUID();
    const answers = [];
    for (let time = 0; time < 3; time += 1) answers.push(await phone.post('/push-enrollment', { push_token: token }, { messageId }));
    const [first, ...others] = answers.map((answer) => [answer.status, answer.body]);
    for (const other of others) expect(other).toEqual(first);
    const id = answers[0]?.body.enrollment_id as string;
    await nonceOf(id);
    const again = await phone.post('/push-enrollment', { push_token: token }, { messageId: messageId.toUpperCase() });
    expect(again.body.enrollment_id).toBe(id);
    expect(await sendsTo(endpoints.sandbox, token)).toBe(1);
  });

  it('refuses the same message with another token', async () => {
    const messageId = randomUUID();
    await phone.post('/push-enrollment', { push_token: token }, { messageId });
    const other = await phone.post('/push-enrollment', { push_token: `${token}x` }, { messageId });
    expect([other.status, other.body.parameter]).toEqual([400, 'Message-Id']);
  });

  it('lets one be open at a time, also when two come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => phone.post('/push-enrollment', { push_token: token })));
    const codes = answers.map((answer) => answer.body.code ?? answer.status);
    expect(codes.filter((code) => code === 202)).toHaveLength(1);
    expect(codes.filter((code) => code === 'push_enrollment_in_progress')).toHaveLength(5);
  });

  it('refuses before keys are exchanged', async () => {
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
    ['has forgotten the token', 'unregistered', async () => forgetToken(endpoints.sandbox, token)],
    ['cannot read the token', 'provider_refused', async () => void (token = 'no-such-token')],
  ])('ends at once when the provider %s', async (_, reason, prepare) => {
    await prepare();
    const id = await start();
    await untilStatus(id, 'failed');
    expect(await eventsAbout(id)).toEqual([`PUSH ENROLLMENT FAILURE: ${reason}`]);
    expect(await sendsTo(endpoints.sandbox, token)).toBe(1);
    expect((await phone.post(`/push-enrollment/${id}/confirmation`, { nonce: 'x' })).body.code).toBe('push_enrollment_expired');
    token = await obtainPushToken(endpoints.sandbox, 'android');
    await enroll();
  });

  it('tries again when the provider is busy for a moment', async () => {
    await behave(endpoints.sandbox, 'fcm', { mode: 'too_many_requests', times: 1, token });
    const id = await start();
    await nonceOf(id);
    expect(await sendsTo(endpoints.sandbox, token)).toBe(2);
    expect((await statusesOf(phone.profileId))[id]).toBe('pending');
  });
});

describe('POST /app/v1/push-enrollment/{id}/confirmation', () => {
  it('counts wrong nonces, and the last one ends it', async () => {
    const id = await start();
    for (const left of [4, 3, 2, 1, 0]) {
      const wrong = await phone.post(`/push-enrollment/${id}/confirmation`, { nonce: `wrong-${left}` });
      expect([wrong.status, wrong.body.code, wrong.body.attempts_left]).toEqual([403, 'invalid_nonce', left]);
    }
    const late = await phone.post(`/push-enrollment/${id}/confirmation`, { nonce: await nonceOf(id) });
    expect([late.status, late.body.code]).toEqual([410, 'push_enrollment_expired']);
    expect(await isReachable()).toBe(false);
    expect(await eventsAbout(id)).toEqual(expect.arrayContaining(['PUSH ENROLLMENT FAILURE: attempts_exceeded', 'PUSH ENROLLMENT INVALID REQ: invalid_nonce']));
    await enroll();
  });

  it('counts a repeated message once', async () => {
    const id = await start();
    const messageId = randomUUID();
    for (let time = 0; time < 3; time += 1) {
      const wrong = await phone.post(`/push-enrollment/${id}/confirmation`, { nonce: 'wrong' }, { messageId });
      expect(wrong.body.attempts_left).toBe(4);
    }
  });

  it('answers a lost success again, and nobody without the nonce', async () => {
    const id = await enroll();
    const nonce = await nonceOf(id);
    expect((await phone.post(`/push-enrollment/${id}/confirmation`, { nonce })).status).toBe(200);
    expect((await phone.post(`/push-enrollment/${id}/confirmation`, { nonce: 'wrong' })).body.code).toBe('push_enrollment_expired');
  });

  it('answers alike for an unknown enrolment and for another profile\'s, which is left alone', async () => {
    const id = await start();
    const stranger = await RawPhone.connect(endpoints);
    const theirs = await stranger.post(`/push-enrollment/${id}/confirmation`, { nonce: await nonceOf(id) });
    const unknown = await stranger.post(`/push-enrollment/${randomUUID()}/confirmation`, { nonce: await nonceOf(id) });
    expect([theirs.status, theirs.body.code]).toEqual([404, 'push_enrollment_not_found']);
    expect({ ...theirs.body, request_id: '' }).toEqual({ ...unknown.body, request_id: '' });
    expect((await stranger.post(`/push-enrollment/${id}/resend`)).body.code).toBe('push_enrollment_not_found');
    expect((await phone.post(`/push-enrollment/${id}/confirmation`, { nonce: await nonceOf(id) })).status).toBe(200);
  });

  it('enrols once when it comes sixteen times at once', async () => {
    const id = await start();
    const nonce = await nonceOf(id);
    const answers = await Promise.all(Array.from({ length: 16 }, () => phone.post(`/push-enrollment/${id}/confirmation`, { nonce })));
    expect(answers.map((answer) => answer.status)).toEqual(Array(16).fill(200));
    expect(await eventsAbout(id)).toEqual(['PUSH ENROLLMENT SUCCESS']);
  });
});

describe('POST /app/v1/push-enrollment/{id}/resend', () => {
  it('sends the same nonce again until the limit', async () => {
    const id = await start();
    const nonce = await nonceOf(id);
    for (const left of [2, 1, 0]) {
      const answer = await phone.post(`/push-enrollment/${id}/resend`);
      expect([answer.status, answer.body.resends_left]).toEqual([202, left]);
    }
    expect((await phone.post(`/push-enrollment/${id}/resend`)).body.code).toBe('resend_limit_reached');
    // Each replaces the one before on the phone, and all carry the same nonce.
    expect(await sendsTo(endpoints.sandbox, token)).toBe(4);
    expect(await noncesSentTo(endpoints.sandbox, token, id)).toEqual([nonce]);
    expect((await phone.post(`/push-enrollment/${id}/confirmation`, { nonce })).status).toBe(200);
  });

  it('counts a repeated message once', async () => {
    const id = await start();
    const messageId = randomUUID();
    for (let time = 0; time < 2; time += 1) expect((await phone.post(`/push-enrollment/${id}/resend`, {}, { messageId })).body.resends_left).toBe(2);
  });

  it('says when the provider refuses, and leaves the first nonce good', async () => {
    const id = await start();
    const nonce = await nonceOf(id);
    await behave(endpoints.sandbox, 'fcm', { mode: 'too_many_requests', times: 1, token });
    const refused = await phone.post(`/push-enrollment/${id}/resend`);
    expect([refused.status, refused.body.code]).toEqual([503, 'push_provider_unavailable']);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await phone.post(`/push-enrollment/${id}/confirmation`, { nonce })).status).toBe(200);
  });

  it('is refused once it has ended', async () => {
    const id = await enroll();
    expect((await phone.post(`/push-enrollment/${id}/resend`)).body.code).toBe('push_enrollment_expired');
  });
});

describe('an earlier enrolment', () => {
  it('stays in use until the new token is proven, then it is replaced', async () => {
    const first = await enroll();
    const newToken = await obtainPushToken(endpoints.sandbox, 'android');
    const second = await start(phone, newToken);
    expect(await statusesOf(phone.profileId)).toEqual({ [first]: 'enrolled', [second]: 'pending' });
    await phone.post(`/push-enrollment/${second}/confirmation`, { nonce: await nonceOf(second, newToken) });
    expect(await statusesOf(phone.profileId)).toEqual({ [first]: 'dropped', [second]: 'enrolled' });
    expect(await eventsAbout(first)).toEqual(['PUSH ENROLLMENT SUCCESS', 'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: replaced']);
  });

  it('loses its token to another installation that proves it', async () => {
    const mine = await enroll();
    const other = await RawPhone.connect(endpoints);
    await other.enrollKeys();
    const theirs = await start(other);
    expect(await isReachable()).toBe(true);
    await other.post(`/push-enrollment/${theirs}/confirmation`, { nonce: await nonceOf(theirs) });
    expect([await isReachable(), await isReachable(other)]).toEqual([false, true]);
    expect(await eventsAbout(mine)).toContain('PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: token_moved');
  });

  it('shares its token with another user of the same installation', async () => {
    await enroll();
    const other = await RawPhone.connect(endpoints, { device: phone.device });
    await other.enrollKeys();
    await enroll(other);
    expect([await isReachable(), await isReachable(other)]).toEqual([true, true]);
  });
});

describe('DELETE /app/v1/push-enrollment', () => {
  it('drops what is enrolled, once', async () => {
    const id = await enroll();
    expect((await phone.call('DELETE', '/push-enrollment')).status).toBe(204);
    expect((await phone.call('DELETE', '/push-enrollment')).status).toBe(204);
    expect(await isReachable()).toBe(false);
    expect(await eventsAbout(id)).toEqual(['PUSH ENROLLMENT SUCCESS', 'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: dropped']);
  });

  it('drops what is open: its nonce enrols nothing, and another can start', async () => {
    const id = await start();
    const nonce = await nonceOf(id);
    await phone.call('DELETE', '/push-enrollment');
    expect((await phone.post(`/push-enrollment/${id}/confirmation`, { nonce })).body.code).toBe('push_enrollment_expired');
    await enroll();
  });

  it('comes with dropping the keys', async () => {
    await enroll();
    await phone.call('DELETE', '/key-enrollment');
    expect(await isReachable()).toBe(false);
  });
});
