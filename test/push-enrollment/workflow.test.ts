import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { commitPushEnrollment } from '../../src/commands/push/push-enrollment/commit-push-enrollment.ts';
import { deriveNonce } from '../../src/commands/push/push-enrollment/nonce.ts';
import { startPushEnrollment } from '../../src/commands/push/push-enrollment/start/start-push-enrollment.ts';
import { PushEnrollment } from '../../src/entities/push/push-enrollment.ts';
import { Registration } from '../../src/entities/devices/registration.ts';
import { sealUpdate } from '../../src/security/update-seal.ts';
import { confirmUpdate, resendUpdate } from '../../src/workflows/push-enrollment/contract.ts';
import type { PushEnrollmentInput } from '../../src/workflows/push-enrollment/contract.ts';
import { enrollPush } from '../app/support/enroll-push.ts';
import { eventsAbout } from '../app/support/events.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { behave, sendsTo, statusesOf } from './support/push-token.ts';
import { startTimeSkippingWorker } from './support/time-skipping-worker.ts';
import type { TimeSkippingWorker } from './support/time-skipping-worker.ts';

const { endpoints } = useStack();
const timeToLive = 300_000;
let worker: TimeSkippingWorker;
let phone: RawPhone;
let token: string;
/** The number of next commits that fail, as while the database is unreachable. */
let commitFaults = 0;

beforeAll(async () => {
  worker = await startTimeSkippingWorker((activities) => ({
    ...activities,
    commitPushEnrollment: (work) => {
      if (commitFaults === 0) return activities.commitPushEnrollment(work);
      commitFaults -= 1;
      throw new Error('Connection terminated unexpectedly');
    },
  }));
});

afterAll(() => worker.stop());

beforeEach(async () => {
  commitFaults = 0;
  phone = await RawPhone.connect(endpoints);
  await phone.enrollKeys();
  token = await obtainPushToken(endpoints.sandbox, 'android');
});

/** Inserts the row as the API does. The tests start its workflow on the time-skipping server. */
async function open(): Promise<PushEnrollmentInput> {
  const caller = {
    registrationId: phone.profileId,
    userId: phone.userId,
    deviceId: phone.device.id,
    clientId: phone.clientId,
    requestId: randomUUID(),
  };
  // In the future, so that the sweeper of the shared stack does not start a workflow for it.
  const deps = { ...worker.deps, clock: () => new Date(Date.now() + 3_600_000) };
  const { enrollment, policy } = await startPushEnrollment(deps, caller, {
    messageId: randomUUID(),
    pushToken: token,
    purpose: 'enrollment',
  });
  const { maxAttempts, maxResends } = policy;
  return {
    enrollmentId: enrollment.id,
    requestId: caller.requestId,
    expiresAt: (await worker.now()) + timeToLive,
    maxAttempts,
    maxResends,
    extraWaitMs: 60_000,
  };
}

async function statusOf(input: PushEnrollmentInput): Promise<string | undefined> {
  return (await statusesOf(phone.profileId))[input.enrollmentId];
}

/** Seals an update as the API does. */
function sealed<Content extends object>({ workflowId }: WorkflowHandle, name: string, content: Content) {
  return sealUpdate(worker.deps.keyring, name, { workflowId, messageId: randomUUID(), ...content });
}

function confirm(handle: WorkflowHandle, correct: boolean) {
  return handle.executeUpdate(confirmUpdate, { args: [sealed(handle, 'confirm', { correct })] });
}

describe('a push enrolment without a workflow', () => {
  it('blocks other enrolments until a minute after its deadline', async () => {
    const lost = await open();
    const em = worker.deps.em();
    for (const [seconds, status] of [
      [30, 409],
      [90, 202],
    ] as const) {
      await em.nativeUpdate(
        PushEnrollment,
        { id: lost.enrollmentId },
        { expiresAt: new Date(Date.now() - seconds * 1000) },
      );
      expect((await phone.post('/push-enrollment', { push_token: token })).status).toBe(status);
    }
    expect(await statusOf(lost)).toBe('expired');
    expect(await eventsAbout(lost.enrollmentId)).toEqual(['PUSH ENROLLMENT EXPIRED']);
  });
});

describe('the push enrolment workflow', () => {
  it('expires at its deadline, so that another enrolment can start', async () => {
    const input = await open();
    const handle = await worker.start(input);
    expect(await handle.result()).toBe('expired');
    expect(await worker.now()).toBeGreaterThanOrEqual(input.expiresAt);
    expect(await statusOf(input)).toBe('expired');
    expect(await eventsAbout(input.enrollmentId)).toEqual(['PUSH ENROLLMENT EXPIRED']);
    expect(await open()).toMatchObject({ maxAttempts: 5 });
  });

  it('keeps its deadline when the nonce is sent again', async () => {
    const input = await open();
    const handle = await worker.start(input);
    expect(await handle.executeUpdate(resendUpdate, { args: [sealed(handle, 'resend', {})] })).toEqual({
      verdict: 'sent',
      resendsLeft: 2,
    });
    expect(await handle.result()).toBe('expired');
    expect(await worker.now()).toBeLessThan(input.expiresAt + 60_000);
    expect(await sendsTo(endpoints.sandbox, token)).toBe(2);
  });

  it('ends as failed when an operator cancels it', async () => {
    const input = await open();
    const handle = await worker.start(input);
    await confirm(handle, false);
    await handle.cancel();
    expect(await handle.result()).toBe('failed');
    expect(await statusOf(input)).toBe('failed');
    expect(await eventsAbout(input.enrollmentId)).toEqual(['PUSH ENROLLMENT FAILURE: cancelled']);
  });

  it('retries the commit while the database is unreachable and answers after it', async () => {
    const input = await open();
    const handle = await worker.start(input);
    commitFaults = 3;
    const confirmation = await confirm(handle, true);
    expect(confirmation).toEqual({ verdict: 'enrolled', attemptsLeft: 4 });
    expect(commitFaults).toBe(0);
    expect(await statusOf(input)).toBe('enrolled');
    expect(await handle.result()).toBe('enrolled');
  });

  it('adopts the outcome of the row when the workflow task that enrolled was lost', async () => {
    const input = { ...(await open()), maxAttempts: 1 };
    const handle = await worker.start(input);
    const confirmation = sealed(handle, 'confirm', { correct: true });
    expect(await commitPushEnrollment(worker.deps, { ...input, confirmation })).toEqual({ enrolled: true });
    await confirm(handle, false);
    expect(await handle.result()).toBe('enrolled');
    expect(await statusOf(input)).toBe('enrolled');
    expect(await eventsAbout(input.enrollmentId)).toEqual(['PUSH ENROLLMENT SUCCESS']);
  });

  it('fails after five attempts to send the nonce while the provider is unavailable', async () => {
    await behave(endpoints.sandbox, 'fcm', { mode: 'unavailable', times: 20, token });
    const input = await open();
    const handle = await worker.start(input);
    expect(await handle.result()).toBe('failed');
    expect(await sendsTo(endpoints.sandbox, token)).toBe(5);
    expect(await eventsAbout(input.enrollmentId)).toEqual(['PUSH ENROLLMENT FAILURE: provider_refused']);
    expect(await statusOf(input)).toBe('failed');
  });

  it('fails when another phone of the user was enrolled before the nonce arrived', async () => {
    const input = await open();
    const handle = await worker.start(input);
    const other = await RawPhone.connect(endpoints, { userId: phone.userId });
    await other.enrollKeys();
    // As an enrolment in the mode multiple_devices.
    await worker.deps.em().nativeUpdate(PushEnrollment, { id: input.enrollmentId }, { exclusive: false });
    await enrollPush(other, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
    const confirmation = await confirm(handle, true);
    expect([confirmation.verdict, await handle.result(), await statusOf(input)]).toEqual(['ended', 'failed', 'failed']);
    expect(await eventsAbout(input.enrollmentId)).toEqual([
      'PUSH ENROLLMENT USER ALREADY ENROLLED: user_already_enrolled',
    ]);
  });

  it('ends as superseded when its profile was deleted', async () => {
    const handle = await worker.start(await open());
    await worker.deps.em().nativeDelete(Registration, { id: phone.profileId });
    const confirmation = await confirm(handle, true);
    expect([confirmation.verdict, await handle.result()]).toEqual(['ended', 'superseded']);
  });

  it('ends as superseded when it is cancelled after the app dropped it', async () => {
    const input = await open();
    const handle = await worker.start(input);
    await confirm(handle, false);
    await phone.call('DELETE', '/push-enrollment');
    await handle.cancel();
    expect([await handle.result(), await statusOf(input)]).toEqual(['superseded', 'dropped']);
  });

  it('does not enrol when the app dropped the enrolment before the nonce arrived', async () => {
    const input = await open();
    const handle = await worker.start(input);
    await phone.call('DELETE', '/push-enrollment');
    // The time-skipping server may forget an update whose workflow ended in the same task; the result of the workflow counts.
    const confirmation = await confirm(handle, true).catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return { verdict: 'ended' };
      throw error;
    });
    expect(confirmation.verdict).toBe('ended');
    expect(await handle.result()).toBe('superseded');
    expect(await statusOf(input)).toBe('dropped');
  });

  it('decides by the first of several nonces in one workflow task and refuses the others', async () => {
    const input = { ...(await open()), maxAttempts: 1 };
    const handle = await worker.start(input);
    const attempt = (correct: boolean) => confirm(handle, correct).catch(() => ({ verdict: 'refused' }));
    const verdicts = (await Promise.all([false, true, true, true].map(attempt))).map((result) => result.verdict);
    const decided = verdicts.filter((verdict) => verdict === 'enrolled' || verdict === 'wrong');
    expect(decided).toHaveLength(1);
    expect(await handle.result()).toBe(decided[0] === 'wrong' ? 'failed' : 'enrolled');
    expect(await statusOf(input)).toBe(decided[0] === 'wrong' ? 'failed' : 'enrolled');
  });

  it('can be replayed, and has neither the nonce nor the token in its history', async () => {
    const input = await open();
    const handle = await worker.start(input);
    await confirm(handle, false);
    await confirm(handle, true);
    expect(await handle.result()).toBe('enrolled');
    const history = await handle.fetchHistory();
    await Worker.runReplayHistory({ workflowBundle: worker.workflowBundle }, history);
    const text = JSON.stringify(history).replace(/"data":"([^"]+)"/g, (_, data: string) =>
      Buffer.from(data, 'base64').toString(),
    );
    expect(text).toContain(input.enrollmentId);
    for (const secret of [deriveNonce(worker.deps.keyring, input.enrollmentId), token, phone.userId, phone.profileId])
      expect(text).not.toContain(secret);
  });
});
