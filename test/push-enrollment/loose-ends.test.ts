import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sweepPushEnrollments } from '../../src/activities/maintenance/sweep-push-enrollments.ts';
import { pruneEndedPush } from '../../src/commands/push/push-enrollment/prune-ended-push.ts';
import { startPushEnrollment } from '../../src/commands/push/push-enrollment/start/start-push-enrollment.ts';
import { PushEnrollment } from '../../src/entities/push/push-enrollment.ts';
import { confirmPush, enrollPush } from '../app/support/enroll-push.ts';
import { eventsAbout } from '../app/support/events.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { OwnServer } from '../support/own-server.ts';
import { createWebsite } from '../support/website.ts';
import { forgetToken, noncesSentTo, statusesOf } from './support/push-token.ts';

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

function statuses(of = phone): Promise<Record<string, string>> {
  return statusesOf(of.profileId, server.endpoints.postgres_url);
}

function events(subject: string): Promise<string[]> {
  return eventsAbout(subject, server.endpoints.postgres_url);
}

async function handleOf(id: string) {
  const { client } = await server.deps.temporal.connect();
  return client.workflow.getHandle(id);
}

describe('a pending push enrolment that is dropped', () => {
  it.each(['/push-enrollment', '/key-enrollment'])('ends its workflow at once after DELETE %s', async (path) => {
    const id = (await phone.post('/push-enrollment', { push_token: token })).body.enrollment_id as string;
    expect((await phone.call('DELETE', path)).status).toBe(204);
    expect(await (await handleOf(id)).result()).toBe('superseded');
    expect(await statuses()).toEqual({ [id]: 'dropped' });
    expect(await events(id)).toEqual(['PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: dropped']);
  });
});

/** Inserts the row as an API process does that dies before it starts the workflow. @returns the id. */
async function insertWithoutWorkflow(): Promise<string> {
  const caller = {
    registrationId: phone.profileId,
    userId: phone.userId,
    deviceId: phone.device.id,
    clientId: phone.clientId,
    requestId: randomUUID(),
  };
  // In the future, so that the schedule does not sweep it before the test wants that.
  const deps = { ...server.deps, clock: () => new Date(Date.now() + 3_600_000) };
  const { enrollment } = await startPushEnrollment(deps, caller, {
    messageId: randomUUID(),
    pushToken: token,
    purpose: 'enrollment',
  });
  return enrollment.id;
}

/** Dates an enrolment back by a number of seconds. @returns its new time of creation. */
async function age(id: string, seconds: number): Promise<number> {
  const createdAt = new Date(Date.now() - seconds * 1000);
  await server.deps.em().nativeUpdate(PushEnrollment, { id }, { createdAt });
  return createdAt.getTime();
}

describe('a push enrolment whose workflow was never started', () => {
  it('is started by the sweeper and can be confirmed', async () => {
    const id = await insertWithoutWorkflow();
    expect(await noncesSentTo(server.endpoints.sandbox, token, id)).toEqual([]);
    // From here on the schedule may sweep it first.
    await age(id, 20);
    await sweepPushEnrollments(server.deps);
    expect((await confirmPush(phone, server.endpoints.sandbox, token, id)).status).toBe(200);
  });

  it('is not swept for the first ten seconds', async () => {
    const id = await insertWithoutWorkflow();
    // In the future, so that the schedule does not sweep it meanwhile, however slow this machine is.
    const createdAt = await age(id, -60);
    await sweepPushEnrollments({ ...server.deps, clock: () => new Date(createdAt + 9_000) });
    await expect((await handleOf(id)).describe()).rejects.toMatchObject({ name: 'WorkflowNotFoundError' });
  });

  it('is swept by the schedule', async () => {
    const id = await insertWithoutWorkflow();
    await age(id, 15);
    await eventually(async () => (await noncesSentTo(server.endpoints.sandbox, token, id))[0]);
  });
});

describe('an ended push enrolment', () => {
  it('is deleted a day after its deadline, unlike an enrolled or a pending one', async () => {
    const dropped = await enrollPush(phone, server.endpoints.sandbox, token);
    const enrolled = await enrollPush(phone, server.endpoints.sandbox, token);
    const open = (
      await phone.call('PUT', '/push-enrollment', {
        body: { push_token: await obtainPushToken(server.endpoints.sandbox, 'android') },
      })
    ).body.enrollment_id as string;
    const em = server.deps.em();
    const move = (hours: number) =>
      em.nativeUpdate(
        PushEnrollment,
        { registration: phone.profileId },
        { expiresAt: new Date(Date.now() - hours * 3_600_000) },
      );
    await move(23);
    expect(await pruneEndedPush(server.deps)).toBe(0);
    await move(25);
    expect(await pruneEndedPush(server.deps)).toBeLessThanOrEqual(1); // the schedule, which runs every ten minutes, may have deleted it
    expect(Object.keys(await statuses()).toSorted()).toEqual([enrolled, open].toSorted());
    expect(await events(dropped)).toContain('PUSH ENROLLMENT SUCCESS');
  });
});

describe('a push token that the provider no longer knows', () => {
  async function withAnotherUser(): Promise<{ other: RawPhone; ids: [string, string] }> {
    const other = await RawPhone.connect(server.endpoints, { device: phone.device });
    await other.enrollKeys();
    return {
      other,
      ids: [
        await enrollPush(phone, server.endpoints.sandbox, token),
        await enrollPush(other, server.endpoints.sandbox, token),
      ],
    };
  }

  it('drops every enrolment of the installation when a transaction uses it', async () => {
    const { other, ids } = await withAnotherUser();
    await forgetToken(server.endpoints.sandbox, token);
    const form = {
      type: 'login_with_push',
      user_id: phone.userId,
      device_id: phone.device.id,
      callback_uri: `${server.endpoints.sandbox}/callbacks/gone`,
      message: 'Hi',
    };
    expect((await createWebsite(server.endpoints).initialise(form)).body.error_code).toBe('1002');
    expect({ ...(await statuses()), ...(await statuses(other)) }).toEqual({ [ids[0]]: 'dropped', [ids[1]]: 'dropped' });
    for (const id of ids)
      expect(await events(id)).toEqual([
        'PUSH ENROLLMENT SUCCESS',
        'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: unregistered',
      ]);
  });

  it('drops every enrolment of the installation when a nonce is sent to it', async () => {
    const { other, ids } = await withAnotherUser();
    await forgetToken(server.endpoints.sandbox, token);
    const { body } = await phone.post('/push-enrollment', { push_token: token });
    await eventually(async () => ((await statuses())[body.enrollment_id] === 'failed' ? true : undefined));
    expect(await events(body.enrollment_id as string)).toEqual(['PUSH ENROLLMENT FAILURE: unregistered']);
    for (const id of ids)
      expect((await events(id)).at(-1)).toBe('PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: unregistered');
    expect(await statuses(other)).toEqual({ [ids[1]]: 'dropped' });
  });

  it('keeps the enrolment of an installation that uses the same token at another provider', async () => {
    const enrolled = await enrollPush(phone, server.endpoints.sandbox, token);
    const ios = await RawPhone.connect(server.endpoints, { platform: 'ios' });
    await ios.enrollKeys();
    // APNs does not know the token of FCM.
    const { body } = await ios.post('/push-enrollment', { push_token: token });
    await eventually(async () => ((await statuses(ios))[body.enrollment_id] === 'failed' ? true : undefined));
    expect(await statuses()).toEqual({ [enrolled]: 'enrolled' });
  });
});
