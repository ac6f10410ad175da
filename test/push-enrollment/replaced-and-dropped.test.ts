import { beforeEach, describe, expect, it } from 'vitest';
import { eventsAbout } from '../app/support/events.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { statusesOf } from './support/push-token.ts';
import { enrollToken, isReachable, nonceSentTo, startEnrolling } from './support/enrolling.ts';

const { endpoints } = useStack();
let phone: RawPhone;
let token: string;

beforeEach(async () => {
  phone = await RawPhone.connect(endpoints);
  await phone.enrollKeys();
  token = await obtainPushToken(endpoints.sandbox, 'android');
});

describe('an earlier enrolment', () => {
  it('stays in use until the new token is confirmed, which replaces it', async () => {
    const first = await enrollToken(phone, token);
    const newToken = await obtainPushToken(endpoints.sandbox, 'android');
    const second = await startEnrolling(phone, newToken);
    expect(await statusesOf(phone.profileId)).toEqual({ [first]: 'enrolled', [second]: 'pending' });
    await phone.post(`/push-enrollment/${second}/confirmation`, { nonce: await nonceSentTo(newToken, second) });
    expect(await statusesOf(phone.profileId)).toEqual({ [first]: 'dropped', [second]: 'enrolled' });
    expect(await eventsAbout(first)).toEqual([
      'PUSH ENROLLMENT SUCCESS',
      'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: replaced',
    ]);
  });

  it('is dropped when another installation confirms its token', async () => {
    const mine = await enrollToken(phone, token);
    const other = await RawPhone.connect(endpoints);
    await other.enrollKeys();
    const theirs = await startEnrolling(other, token);
    expect(await isReachable(phone)).toBe(true);
    await other.post(`/push-enrollment/${theirs}/confirmation`, { nonce: await nonceSentTo(token, theirs) });
    expect([await isReachable(phone), await isReachable(other)]).toEqual([false, true]);
    expect(await eventsAbout(mine)).toContain('PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: token_moved');
  });

  it('shares its token with another user of the same installation', async () => {
    await enrollToken(phone, token);
    const other = await RawPhone.connect(endpoints, { device: phone.device });
    await other.enrollKeys();
    await enrollToken(other, token);
    expect([await isReachable(phone), await isReachable(other)]).toEqual([true, true]);
  });
});

describe('DELETE /app/v1/push-enrollment', () => {
  it('drops the enrolled token; repeating it changes nothing', async () => {
    const id = await enrollToken(phone, token);
    expect((await phone.call('DELETE', '/push-enrollment')).status).toBe(204);
    expect((await phone.call('DELETE', '/push-enrollment')).status).toBe(204);
    expect(await isReachable(phone)).toBe(false);
    expect(await eventsAbout(id)).toEqual([
      'PUSH ENROLLMENT SUCCESS',
      'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: dropped',
    ]);
  });

  it('drops the pending enrolment, so that its nonce is refused and another can start', async () => {
    const id = await startEnrolling(phone, token);
    const nonce = await nonceSentTo(token, id);
    await phone.call('DELETE', '/push-enrollment');
    expect((await phone.post(`/push-enrollment/${id}/confirmation`, { nonce })).body.code).toBe(
      'push_enrollment_expired',
    );
    await enrollToken(phone, token);
  });

  it('is part of DELETE /app/v1/key-enrollment', async () => {
    await enrollToken(phone, token);
    await phone.call('DELETE', '/key-enrollment');
    expect(await isReachable(phone)).toBe(false);
  });
});
