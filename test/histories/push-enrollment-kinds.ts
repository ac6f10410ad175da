import type { WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { PushEnrollmentActivities } from '../../src/activities/push-enrollment/create-activities.ts';
import { confirmUpdate, pushEnrollmentWorkflow, resendUpdate } from '../../src/workflows/push-enrollment/contract.ts';
import { sealedFor, timeToLive } from '../workflows/support/open-authentication.ts';
import type { Kind } from './kind.ts';

type Behaviour = Partial<PushEnrollmentActivities>;

const well: PushEnrollmentActivities = {
  sendNonce: async () => 'sent',
  sendNoncePatiently: async () => 'sent',
  commitPushEnrollment: async () => ({ enrolled: true }),
  releasePushEnrollment: async () => ({ enrolled: false }),
};

const behaviours = new Map<string, Behaviour>();

/** Stand-ins for the world around push enrolments: each does what its kind says, else well. */
export const pushEnrollmentActivities: PushEnrollmentActivities = {
  sendNonce: (work) => behaviourOf(work.enrollmentId).sendNonce(work),
  sendNoncePatiently: (work) => behaviourOf(work.enrollmentId).sendNoncePatiently(work),
  commitPushEnrollment: (work) => behaviourOf(work.enrollmentId).commitPushEnrollment(work),
  releasePushEnrollment: (work) => behaviourOf(work.enrollmentId).releasePushEnrollment(work),
};

function behaviourOf(enrollmentId: string): PushEnrollmentActivities {
  return { ...well, ...behaviours.get(enrollmentId) };
}

function play(behaviour: Behaviour, act: (handle: WorkflowHandle) => Promise<unknown> = async () => undefined): Kind {
  return async ({ server }, name) => {
    behaviours.set(name, behaviour);
    const input = {
      enrollmentId: name,
      requestId: 'request',
      expiresAt: (await server.now()) + timeToLive,
      maxAttempts: 2,
      maxResends: 1,
    };
    const handle = await server.client.workflow.start(pushEnrollmentWorkflow, {
      workflowId: name,
      taskQueue: server.taskQueue,
      args: [input],
      workflowExecutionTimeout: '1 hour',
    });
    await act(handle);
    await handle.result();
    return handle;
  };
}

function confirm(correct: boolean, messageId: string): (handle: WorkflowHandle) => Promise<unknown> {
  return (handle) =>
    handle.executeUpdate(confirmUpdate, {
      updateId: messageId,
      args: [sealedFor(handle.workflowId, { messageId, correct })],
    });
}

function resend(messageId: string): (handle: WorkflowHandle) => Promise<unknown> {
  return (handle) =>
    handle.executeUpdate(resendUpdate, { updateId: messageId, args: [sealedFor(handle.workflowId, { messageId })] });
}

function inTurn(
  ...acts: ((handle: WorkflowHandle) => Promise<unknown>)[]
): (handle: WorkflowHandle) => Promise<unknown> {
  return async (handle) => {
    for (const act of acts) await act(handle);
  };
}

/** Fails the first time it is called, as an activity inside the workflow task does when the database is away. */
function failOnce<Work, Result>(then: (work: Work) => Promise<Result>): (work: Work) => Promise<Result> {
  let failed = false;
  return (work) => {
    if (failed) return then(work);
    failed = true;
    return Promise.reject(new Error('away'));
  };
}

/** @throws every error but the refusal of a forged update. */
function ignoreForged(error: unknown): void {
  const { cause } = error as WorkflowUpdateFailedError;
  if (!(cause instanceof ApplicationFailure) || cause.type !== 'invalid_answer') throw error;
}

/** Every way in which a push enrolment can end, and what can happen on the way. */
export const pushEnrollmentKinds: Record<string, Kind> = {
  'enrollment-enrolled': play({}, confirm(true, 'message-1')),
  'enrollment-wrong-then-right-nonce': play({}, inTurn(confirm(false, 'message-1'), confirm(true, 'message-2'))),
  'enrollment-attempts-exceeded': play({}, inTurn(confirm(false, 'message-1'), confirm(false, 'message-2'))),
  'enrollment-expired': play({}),
  'enrollment-resent-until-the-limit': play(
    {},
    inTurn(resend('message-1'), resend('message-2'), confirm(true, 'message-3')),
  ),
  'enrollment-token-unregistered': play({ sendNonce: async () => 'unregistered' }),
  'enrollment-provider-refused': play({ sendNonce: async () => 'refused' }),
  'enrollment-dropped-while-sending': play({ sendNonce: async () => 'closed' }),
  'enrollment-resend-not-sent': play(
    { sendNonce: async ({ send }) => (send === 0 ? 'sent' : 'unavailable') },
    inTurn(resend('message-1'), confirm(true, 'message-2')),
  ),
  'enrollment-provider-back-soon': play({ sendNonce: async () => 'unavailable' }, confirm(true, 'message-1')),
  'enrollment-provider-away': play({
    sendNonce: async () => 'unavailable',
    sendNoncePatiently: async () => Promise.reject(new Error('unavailable')),
  }),
  'enrollment-superseded': play(
    { commitPushEnrollment: async () => ({ enrolled: false }) },
    confirm(true, 'message-1'),
  ),
  'enrollment-written-durably': play(
    { commitPushEnrollment: failOnce(well.commitPushEnrollment) },
    confirm(true, 'message-1'),
  ),
  'enrollment-released-durably': play({ releasePushEnrollment: failOnce(well.releasePushEnrollment) }),
  'enrollment-expired-but-enrolled-before': play({ releasePushEnrollment: async () => ({ enrolled: true }) }),
  'enrollment-refused-for-another-device': play(
    { commitPushEnrollment: async () => ({ enrolled: false, failure: 'user_already_enrolled' }) },
    confirm(true, 'message-1'),
  ),
  'enrollment-dropped-by-the-app': play(
    { releasePushEnrollment: async () => ({ enrolled: false, dropped: true }) },
    inTurn(confirm(false, 'message-1'), (handle) => handle.cancel()),
  ),
  'enrollment-resend-meets-dead-token': play(
    { sendNonce: async ({ send }) => (send === 0 ? 'sent' : 'unregistered') },
    resend('message-1'),
  ),
  'enrollment-cancelled-by-operator': play(
    {},
    inTurn(confirm(false, 'message-1'), (handle) => handle.cancel()),
  ),
  // Updates that name their workflow and carry the seal of the API (docs/decisions/0070); the kinds above were recorded before.
  'sealed-enrollment-resent-wrong-then-right-nonce': play(
    {},
    inTurn(resend('message-1'), confirm(false, 'message-2'), confirm(true, 'message-3')),
  ),
  'forged-confirmation-then-enrolled': play(
    {
      commitPushEnrollment: async ({ confirmation }) =>
        confirmation?.messageId === 'message-1' ? { enrolled: false, forged: 'the seal is wrong' } : { enrolled: true },
    },
    inTurn((handle) => confirm(true, 'message-1')(handle).catch(ignoreForged), confirm(true, 'message-2')),
  ),
  'forged-confirmation-then-expired': play(
    { commitPushEnrollment: async () => ({ enrolled: false, forged: 'the seal is wrong' }) },
    (handle) => confirm(true, 'message-1')(handle).catch(ignoreForged),
  ),
};
