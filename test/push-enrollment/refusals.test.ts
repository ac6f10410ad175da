import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Event } from '../../src/entities/events/event.ts';
import { confirmPush, enrollPush } from '../app/support/enroll-push.ts';
import { eventsAbout } from '../app/support/events.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { obtainPushToken } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';

let server: OwnServer;
let phone: RawPhone;
let token: string;

beforeAll(async () => {
  server = await startOwnServer();
});

afterAll(() => server.stop());

beforeEach(async () => {
  phone = await RawPhone.connect(server.endpoints);
  await phone.enrollKeys();
  token = await obtainPushToken(server.endpoints.sandbox, 'android');
});

function events(subject = phone.profileId): Promise<string[]> {
  return eventsAbout(subject, server.endpoints.postgres_url);
}

/** The events of a name that have no subject. */
async function unattributed(name: 'KEY ENROLLMENT FAILURE INVALID TOKEN' | 'PUSH ENROLLMENT INVALID ACCESS TOKEN') {
  return server.deps.em().find(Event, { name, subjectId: null }, { orderBy: { id: 'asc' } });
}

describe('a request without a valid token', () => {
  it.each([
    ['key-enrollment', 'KEY ENROLLMENT FAILURE INVALID TOKEN'],
    ['push-enrollment', 'PUSH ENROLLMENT INVALID ACCESS TOKEN'],
  ] as const)('to %s is recorded with the address of the caller and without the token', async (path, name) => {
    const accessToken = randomUUID().replaceAll('-', '');
    const before = (await unattributed(name)).length;
    expect((await phone.post(`/${path}`, {}, { accessToken })).status).toBe(401);
    expect((await phone.post(`/${path}`, {}, { proof: null })).status).toBe(401);
    const [first, second] = (await unattributed(name)).slice(before);
    expect([first?.detail, second?.detail]).toEqual(['invalid_token', 'invalid_dpop_proof']);
    expect(first).toMatchObject({ clientIp: expect.any(String), requestId: expect.any(String), userId: null });
    expect(JSON.stringify(first)).not.toContain(accessToken);
  });

  it('is recorded at most 100 times an hour for an address', async () => {
    const name = 'PUSH ENROLLMENT INVALID ACCESS TOKEN';
    for (let round = 0; round < 6; round += 1)
      await Promise.all(
        Array.from({ length: 20 }, () => phone.call('DELETE', '/push-enrollment', { accessToken: 'x' })),
      );
    expect((await unattributed(name)).length).toBeLessThanOrEqual(100);
    expect((await phone.call('DELETE', '/push-enrollment', { accessToken: 'x' })).status).toBe(401);
  });
});

describe('a refused request', () => {
  it("is recorded for the profile: malformed, unknown, another profile's, too many resends, expired", async () => {
    await phone.post('/key-enrollment', { public_key: 7 });
    expect(await events()).toContain('KEY ENROLLMENT FAILURE INVALID REQUEST: invalid_request');
    await phone.post('/push-enrollment', { push_token: '' });
    expect((await events()).at(-1)).toBe('PUSH ENROLLMENT INVALID REQ: invalid_request');

    const stranger = await RawPhone.connect(server.endpoints);
    const id = (await phone.post('/push-enrollment', { push_token: token })).body.enrollment_id as string;
    const theirs = await confirmPush(stranger, server.endpoints.sandbox, token, id);
    const unknown = await stranger.post(`/push-enrollment/${randomUUID()}/confirmation`, { nonce: 'x' });
    expect([theirs.status, theirs.body.code]).toEqual([unknown.status, unknown.body.code]);
    expect(
      (await events(stranger.profileId)).filter(
        (event) => event === 'PUSH ENROLLMENT INVALID REQ: push_enrollment_not_found',
      ),
    ).toHaveLength(2);

    for (let resend = 0; resend < 4; resend += 1) await phone.post(`/push-enrollment/${id}/resend`);
    expect((await events()).at(-1)).toBe('PUSH ENROLLMENT INVALID REQ: resend_limit_reached');
    await phone.call('DELETE', '/push-enrollment');
    await confirmPush(phone, server.endpoints.sandbox, token, id);
    expect((await events()).at(-1)).toBe('PUSH ENROLLMENT INVALID REQ: push_enrollment_expired');
  });
});

describe('a push token that another installation uses', () => {
  it('is recorded when its enrolment starts, and moves only when it is confirmed', async () => {
    const enrolled = await enrollPush(phone, server.endpoints.sandbox, token);
    const other = await RawPhone.connect(server.endpoints);
    await other.enrollKeys();
    const id = (await other.post('/push-enrollment', { push_token: token })).body.enrollment_id as string;
    expect([await events(id), await events(enrolled)]).toEqual([
      ['PUSH ENROLLMENT EXISTING PUSH TOKEN'],
      ['PUSH ENROLLMENT SUCCESS'],
    ]);
    await confirmPush(other, server.endpoints.sandbox, token, id);
    expect(await events(enrolled)).toEqual([
      'PUSH ENROLLMENT SUCCESS',
      'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: token_moved',
    ]);
  });

  it('is not recorded for the same profile or another user of the same installation', async () => {
    await enrollPush(phone, server.endpoints.sandbox, token);
    const other = await RawPhone.connect(server.endpoints, { device: phone.device });
    await other.enrollKeys();
    const ids = [
      await enrollPush(phone, server.endpoints.sandbox, token),
      await enrollPush(other, server.endpoints.sandbox, token),
    ];
    for (const id of ids) expect(await events(id)).toEqual(['PUSH ENROLLMENT SUCCESS']);
  });
});

describe('the starts of one profile', () => {
  it('are limited per hour, without counting repeated messages', async () => {
    await server.change({ push_enrollments_per_hour: 3 });
    const messageId = randomUUID();
    for (let time = 0; time < 5; time += 1)
      expect((await phone.post('/push-enrollment', { push_token: token }, { messageId })).status).toBe(202);
    for (let time = 0; time < 2; time += 1) await phone.post('/push-enrollment', { push_token: token });
    for (const method of ['POST', 'PUT']) {
      const refused = await phone.call(method, '/push-enrollment', { body: { push_token: token } });
      expect([refused.status, refused.body.code]).toEqual([429, 'slow_down']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3000);
    }
    expect((await events()).filter((event) => event === 'PUSH ENROLLMENT INVALID REQ: slow_down')).toHaveLength(1);
    const other = await RawPhone.connect(server.endpoints);
    await other.enrollKeys();
    expect((await other.post('/push-enrollment', { push_token: token })).status).toBe(202);
  });
});
