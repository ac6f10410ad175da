import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PushEnrollmentMode } from '../../src/domain/configuration/push-enrollment-modes.ts';
import { PushEnrollment } from '../../src/entities/push/push-enrollment.ts';
import { confirmPush, enrollPush } from '../app/support/enroll-push.ts';
import { eventsAbout } from '../app/support/events.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { obtainPushToken } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { createWebsite } from '../support/website.ts';

/** A phone with keys and a push token of its own. */
interface Phone {
  raw: RawPhone;
  token: string;
}

let server: OwnServer;
let userId: string;

beforeAll(async () => {
  server = await startOwnServer();
});

afterAll(() => server.stop());

beforeEach(() => {
  userId = `modes-${randomUUID()}`;
});

async function connect(options: { userId?: string } = {}): Promise<Phone> {
  const raw = await RawPhone.connect(server.endpoints, { userId, ...options });
  await raw.enrollKeys();
  return { raw, token: await obtainPushToken(server.endpoints.sandbox, 'android') };
}

function enroll({ raw, token }: Phone): Promise<string> {
  return enrollPush(raw, server.endpoints.sandbox, token);
}

async function start({ raw, token }: Phone): Promise<{ status: number; code?: string; id: string }> {
  const { status, body } = await raw.post('/push-enrollment', { push_token: token });
  return { status, code: body.code, id: body.enrollment_id };
}

async function confirm({ raw, token }: Phone, id: string): Promise<{ status: number; code?: string }> {
  const { status, body } = await confirmPush(raw, server.endpoints.sandbox, token, id);
  return { status, ...(body.code ? { code: body.code } : {}) };
}

/** The profiles of the user that are enrolled for push; asserts that the website API returns as many. */
async function reachable(): Promise<string[]> {
  const rows = await server.deps.em().find(PushEnrollment, { userId, status: 'enrolled' });
  const { body } = await createWebsite(server.endpoints).call('GET', `/authenticate/user/${userId}/enabled`);
  const type = (body.enabled as { type: string; apps_enrolled_for_push: object[] }[]).find(
    (each) => each.type === 'login_with_push',
  );
  expect(type?.apps_enrolled_for_push ?? []).toHaveLength(rows.length);
  return rows.map(({ registration }) => registration).toSorted();
}

function profiles(...phones: Phone[]): string[] {
  return phones.map(({ raw }) => raw.profileId).toSorted();
}

function events(subject: string): Promise<string[]> {
  return eventsAbout(subject, server.endpoints.postgres_url);
}

function setMode(mode: PushEnrollmentMode): Promise<void> {
  return server.change({ push_enrollment_mode: mode });
}

describe('mode single_device', () => {
  beforeAll(() => setMode('single_device'));

  it('refuses a second phone of the user until the first is dropped', async () => {
    const [first, second] = [await connect(), await connect()];
    const id = await enroll(first);
    expect(await start(second)).toMatchObject({ status: 409, code: 'user_already_enrolled' });
    expect(await events(second.raw.profileId)).toContain(
      'PUSH ENROLLMENT USER ALREADY ENROLLED: user_already_enrolled',
    );
    expect(await reachable()).toEqual(profiles(first));
    expect(await events(id)).toEqual(['PUSH ENROLLMENT SUCCESS']);
    await first.raw.call('DELETE', '/push-enrollment');
    await enroll(second);
    expect(await reachable()).toEqual(profiles(second));
  });

  it('allows the enrolled phone to enrol again', async () => {
    const phone = await connect();
    await enroll(phone);
    await enroll(phone);
    expect(await reachable()).toEqual(profiles(phone));
  });

  it('does not concern other users, also on the same phone', async () => {
    const phone = await connect();
    await enroll(phone);
    const other = await RawPhone.connect(server.endpoints, { device: phone.raw.device });
    await other.enrollKeys();
    await enroll({ raw: other, token: phone.token });
    expect(await reachable()).toEqual(profiles(phone));
  });

  it('enrols one of four phones that start concurrently', async () => {
    const phones = await Promise.all([1, 2, 3, 4].map(() => connect()));
    const answers = await Promise.all(phones.map(start));
    expect(answers.map(({ status, code }) => code ?? status).toSorted()).toEqual([
      202,
      ...Array<string>(3).fill('push_enrollment_in_progress'),
    ]);
    const winner = answers.findIndex(({ status }) => status === 202);
    expect(await confirm(phones[winner] as Phone, answers[winner]?.id as string)).toEqual({ status: 200 });
    expect(await reachable()).toEqual(profiles(phones[winner] as Phone));
  });

  it('allows another phone once the enrolment of the first has expired', async () => {
    const [first, second] = [await connect(), await connect()];
    const { id } = await start(first);
    expect((await start(second)).code).toBe('push_enrollment_in_progress');
    await server.deps.em().nativeUpdate(PushEnrollment, { id }, { expiresAt: new Date(Date.now() - 90_000) });
    expect((await start(second)).status).toBe(202);
    expect(await events(id)).toEqual(['PUSH ENROLLMENT EXPIRED']);
  });
});

describe('mode override_allowed', () => {
  beforeAll(() => setMode('override_allowed'));

  it('drops the former phone only when the new one is confirmed', async () => {
    const [old, fresh] = [await connect(), await connect()];
    const oldId = await enroll(old);
    const { id } = await start(fresh);
    for (const nonce of ['wrong', 'also wrong']) await fresh.raw.post(`/push-enrollment/${id}/confirmation`, { nonce });
    expect(await reachable()).toEqual(profiles(old));
    expect(await confirm(fresh, id)).toEqual({ status: 200 });
    expect(await reachable()).toEqual(profiles(fresh));
    expect(await events(oldId)).toEqual([
      'PUSH ENROLLMENT SUCCESS',
      'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: overridden',
    ]);
  });

  it('keeps the former phone when the new one fails', async () => {
    const [old, fresh] = [await connect(), await connect()];
    const oldId = await enroll(old);
    const { id } = await start(fresh);
    for (let attempt = 0; attempt < 5; attempt += 1)
      await fresh.raw.post(`/push-enrollment/${id}/confirmation`, { nonce: 'wrong' });
    expect((await confirm(fresh, id)).code).toBe('push_enrollment_expired');
    expect([await reachable(), await events(oldId)]).toEqual([profiles(old), ['PUSH ENROLLMENT SUCCESS']]);
  });

  it('refuses a token update that the overridden phone started before', async () => {
    const [old, fresh] = [await connect(), await connect()];
    await enroll(old);
    const newToken = await obtainPushToken(server.endpoints.sandbox, 'android');
    const { body } = await old.raw.call('PUT', '/push-enrollment', { body: { push_token: newToken } });
    await enroll(fresh);
    expect(await confirm({ ...old, token: newToken }, body.enrollment_id as string)).toEqual({
      status: 409,
      code: 'user_already_enrolled',
    });
    expect(await events(body.enrollment_id as string)).toEqual([
      'PUSH ENROLLMENT UPDATE FAILURE: user_already_enrolled',
    ]);
    expect(await reachable()).toEqual(profiles(fresh));
  });
});

describe('mode multiple_devices', () => {
  beforeAll(() => setMode('multiple_devices'));

  it('enrols every phone of a user, also concurrently', async () => {
    const phones = await Promise.all([1, 2, 3].map(() => connect()));
    await Promise.all(phones.map(enroll));
    expect(await reachable()).toEqual(profiles(...phones));
  });

  it('allows one pending enrolment for each phone', async () => {
    const phone = await connect();
    const answers = await Promise.all([1, 2, 3].map(() => start(phone)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
  });
});

describe('a change of the mode while enrolments are pending', () => {
  it('to single_device keeps the first that is confirmed and refuses the other, also when it is repeated', async () => {
    await setMode('multiple_devices');
    const [one, two] = [await connect(), await connect()];
    const ids = [(await start(one)).id, (await start(two)).id] as const;
    await setMode('single_device');
    expect(await confirm(one, ids[0])).toEqual({ status: 200 });
    for (let time = 0; time < 2; time += 1)
      expect(await confirm(two, ids[1])).toEqual({ status: 409, code: 'user_already_enrolled' });
    expect(await events(ids[1])).toEqual(['PUSH ENROLLMENT USER ALREADY ENROLLED: user_already_enrolled']);
    expect(await reachable()).toEqual(profiles(one));
  });

  it('to single_device keeps one of three that are confirmed concurrently', async () => {
    await setMode('multiple_devices');
    const phones = await Promise.all([1, 2, 3].map(() => connect()));
    const ids = await Promise.all(phones.map(async (phone) => (await start(phone)).id));
    await setMode('single_device');
    const answers = await Promise.all(phones.map((phone, index) => confirm(phone, ids[index] as string)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect(await reachable()).toHaveLength(1);
  });

  it('to override_allowed keeps the last that is confirmed', async () => {
    await setMode('multiple_devices');
    const phones = await Promise.all([1, 2, 3].map(() => connect()));
    await enroll(phones[0] as Phone);
    await enroll(phones[1] as Phone);
    const { id } = await start(phones[2] as Phone);
    await setMode('override_allowed');
    await confirm(phones[2] as Phone, id);
    expect(await reachable()).toEqual(profiles(phones[2] as Phone));
  });

  it('to multiple_devices keeps both', async () => {
    await setMode('override_allowed');
    const [one, two] = [await connect(), await connect()];
    await enroll(one);
    const { id } = await start(two);
    await setMode('multiple_devices');
    await confirm(two, id);
    expect(await reachable()).toEqual(profiles(one, two));
  });

  it('to single_device keeps those that are enrolled and their token updates, and refuses a further one', async () => {
    await setMode('multiple_devices');
    const [one, two, three] = [await connect(), await connect(), await connect()];
    await enroll(one);
    await enroll(two);
    await setMode('single_device');
    for (const phone of [one, two]) {
      phone.token = await obtainPushToken(server.endpoints.sandbox, 'android');
      const { body } = await phone.raw.call('PUT', '/push-enrollment', { body: { push_token: phone.token } });
      expect(await confirm(phone, body.enrollment_id as string)).toEqual({ status: 200 });
    }
    expect((await start(three)).code).toBe('user_already_enrolled');
    expect(await reachable()).toEqual(profiles(one, two));
  });
});
