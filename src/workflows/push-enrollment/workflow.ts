import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { PushEnrollmentActivities } from '../../activities/push-enrollment/create-activities.ts';
import type { NonceDispatch, PushEnrollmentOutcome } from '../../domain/push/push-enrollment/outcome.ts';
import type { Sealed } from '../../domain/sealed.ts';
import { forgedUpdate, forgeries } from '../shared/forgeries.ts';
import { misdirection } from '../shared/misdirection.ts';
import { authStatus, writeSearchAttributes } from '../shared/search-attributes.ts';
import type { Confirmation } from '../../domain/push/push-enrollment/confirmation.ts';
import { confirmUpdate, resendUpdate } from './contract.ts';
import type { ConfirmationResult, PushEnrollmentInput, ResendResult } from './contract.ts';
import {
  adopt,
  attemptsLeft,
  countNonce,
  end,
  endOfDispatch,
  initialState,
  isOpen,
  resendsLeft,
  takeBackNonce,
  takeResend,
} from './state.ts';
import type { State } from './state.ts';

// Local, within the workflow task. A second push with the same nonce does no harm, so a lost answer may be retried.
const push = ({ extraWaitMs = 0 }: PushEnrollmentInput) =>
  proxyLocalActivities<Pick<PushEnrollmentActivities, 'sendNonce'>>({
    startToCloseTimeout: 4_000 + extraWaitMs,
    retry: { maximumAttempts: 1 },
  });
// A few more attempts while the app waits, when the provider was unavailable at first.
const pushWithRetries = ({ extraWaitMs = 0 }: PushEnrollmentInput) =>
  proxyActivities<Pick<PushEnrollmentActivities, 'sendNoncePatiently'>>({
    startToCloseTimeout: 5_000 + extraWaitMs,
    scheduleToCloseTimeout: 20_000 + extraWaitMs,
    retry: { initialInterval: '1 s', maximumAttempts: 4 },
  });
// Local, within the workflow task that decides, so that the row is written before the caller gets its answer.
const record = ({ extraWaitMs = 0 }: PushEnrollmentInput) =>
  proxyLocalActivities<Pick<PushEnrollmentActivities, 'commitPushEnrollment' | 'releasePushEnrollment'>>({
    startToCloseTimeout: 3_000 + extraWaitMs,
    retry: { maximumAttempts: 1 },
  });
// The same with unlimited retries, when the database is unreachable.
const recordDurably = proxyActivities<Pick<PushEnrollmentActivities, 'commitPushEnrollment' | 'releasePushEnrollment'>>(
  {
    startToCloseTimeout: '10 s',
    retry: { initialInterval: '1 s', maximumInterval: '30 s' },
  },
);

/**
 * One push enrolment: send a nonce to the push token, wait until the app returns it, then replace the profile's earlier token.
 * Until then the earlier token stays in use.
 */
export async function pushEnrollment(input: PushEnrollmentInput): Promise<PushEnrollmentOutcome['status']> {
  const state = initialState(input);
  const compensations: Compensation[] = [];
  handleRequests(input, state);
  show(state);
  // The pending row blocks other enrolments of the profile: it is released unless the token is confirmed.
  compensations.push((outcome) => release(input, state, outcome));
  const sending = sendFirstNonce(input, state);
  try {
    await waitForEnd(input, state);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    end(state, { status: 'failed', reason: 'cancelled' });
  }
  return CancellationScope.nonCancellable(async () => {
    await compensate(compensations, state);
    await Promise.all([sending, condition(allHandlersFinished)]);
    const status = state.outcome?.status ?? 'expired';
    writeSearchAttributes([{ key: authStatus, value: status }]);
    setCurrentDetails(`Ended as ${status}`);
    return status;
  });
}

/** Shows the progress to operators in Temporal's UI; not stored in the history. */
function show({ expiresAt, attemptsUsed, maxAttempts, resendsUsed, maxResends }: State): void {
  const until = new Date(expiresAt).toISOString().slice(11, 19);
  setCurrentDetails(
    `Waiting for the nonce until ${until}Z, ${attemptsUsed} of ${maxAttempts} attempts and ${resendsUsed} of ${maxResends} resends used`,
  );
}

type CommitResult = Awaited<ReturnType<PushEnrollmentActivities['commitPushEnrollment']>>;
type Compensation = (outcome: PushEnrollmentOutcome) => Promise<void>;

/** Runs the compensations in reverse order when the token was not confirmed. An adopted outcome needs none. */
async function compensate(compensations: Compensation[], state: State): Promise<void> {
  const outcome = state.outcome;
  if (!state.adopted && (outcome?.status === 'expired' || outcome?.status === 'failed')) {
    for (const undo of compensations.toReversed()) await undo(outcome);
  }
  state.settled = true;
}

/** Registers the handlers of all updates of the API. */
function handleRequests(input: PushEnrollmentInput, state: State): void {
  setHandler(
    confirmUpdate,
    (confirmation) => takeConfirmation(input, state, confirmation),
    onlyWhileOpen<Confirmation>(input, state, 'confirm'),
  );
  setHandler(
    resendUpdate,
    (request) => resend(input, state, request),
    onlyWhileOpen<Sealed<{ messageId: string }>>(input, state, 'resend'),
  );
}

/** Ends the enrolment when the nonce cannot be sent. Never fails. */
async function sendFirstNonce(input: PushEnrollmentInput, state: State): Promise<void> {
  const work = { enrollmentId: input.enrollmentId, requestId: input.requestId, send: 0 };
  const first = await push(input).sendNonce(work).catch(unavailable);
  const dispatch =
    first === 'unavailable' ? await pushWithRetries(input).sendNoncePatiently(work).catch(unavailable) : first;
  const outcome = endOfDispatch(dispatch, 'first');
  if (outcome) end(state, outcome);
}

/** Waits on one timer for the absolute deadline; an end cancels the timer. Starts it again when the end was forged. */
async function waitForEnd(input: PushEnrollmentInput, state: State): Promise<void> {
  while (!(await hasEnded(state))) {
    const left = Math.max(1, input.expiresAt - Date.now());
    const ended = await condition(() => state.outcome !== undefined, left, { summary: 'Expires without its nonce' });
    if (!ended) end(state, { status: 'expired' });
  }
}

/** Whether the enrolment has ended, after running commits. A cancellation waits for them, too. */
async function hasEnded(state: State): Promise<boolean> {
  while (state.proving > 0) await CancellationScope.nonCancellable(() => condition(() => state.proving === 0));
  return state.outcome !== undefined;
}

async function takeConfirmation(
  input: PushEnrollmentInput,
  state: State,
  confirmation: Confirmation,
): Promise<ConfirmationResult> {
  await takeOnce(input, state, confirmation);
  const { correct } = confirmation;
  if (!countNonce(state, correct, Date.now())) return { verdict: 'ended', attemptsLeft: attemptsLeft(state) };
  const left = attemptsLeft(state);
  show(state);
  if (!correct) {
    await untilSettled(state);
    return { verdict: 'wrong', attemptsLeft: left };
  }
  const { enrolled, failure, forged } = await prove(input, state, confirmation);
  if (forged !== undefined) throw forgedUpdate(forged);
  if (!enrolled) adopt(state, failure ? { status: 'failed', reason: failure } : { status: 'superseded' });
  return { verdict: enrolled ? 'enrolled' : 'ended', attemptsLeft: left };
}

/** Commits a right nonce; a forged confirmation is not counted. */
async function prove(input: PushEnrollmentInput, state: State, confirmation: Confirmation): Promise<CommitResult> {
  state.proving += 1;
  try {
    const committed = await commit(input, confirmation);
    if (committed.forged !== undefined) takeBackNonce(state);
    return committed;
  } finally {
    state.proving -= 1;
  }
}

/**
 * Repeats the check of the validator, which a history written by an attacker may have bypassed. Updates without a workflow id, in
 * histories of earlier versions, did not wait for each other.
 */
async function takeOnce(input: PushEnrollmentInput, state: State, said: Sealed<object>): Promise<void> {
  if (said?.workflowId === undefined) return;
  while (state.proving > 0) await condition(() => state.proving === 0);
  const reason = misdirection(input.enrollmentId, state.taken, said);
  if (reason !== undefined) throw forgedUpdate(reason);
  state.taken.add(said.seal);
}

async function resend(
  input: PushEnrollmentInput,
  state: State,
  request: Sealed<{ messageId: string }>,
): Promise<ResendResult> {
  await takeOnce(input, state, request);
  if (!takeResend(state, Date.now()))
    return { verdict: isOpen(state, Date.now()) ? 'limit_reached' : 'ended', resendsLeft: resendsLeft(state) };
  show(state);
  const dispatch = await push(input)
    .sendNonce({ enrollmentId: input.enrollmentId, requestId: input.requestId, send: state.resendsUsed })
    .catch(unavailable);
  const outcome = endOfDispatch(dispatch, 'again');
  if (outcome) end(state, outcome);
  await untilSettled(state);
  return { verdict: resendVerdicts[dispatch], resendsLeft: resendsLeft(state) };
}

const resendVerdicts: Record<NonceDispatch, ResendResult['verdict']> = {
  sent: 'sent',
  unavailable: 'not_sent',
  refused: 'not_sent',
  unregistered: 'not_sent',
  closed: 'ended',
};

/** Waits until the outcome is written to the row, so that no caller gets it earlier. */
async function untilSettled(state: State): Promise<void> {
  if (state.outcome) await CancellationScope.nonCancellable(() => condition(() => state.settled));
}

/** @returns the outcome of the row: not enrolled when it was dropped meanwhile or the user is now enrolled on another phone. */
function commit(input: PushEnrollmentInput, confirmation: Confirmation): Promise<CommitResult> {
  const { enrollmentId, requestId } = input;
  const work = { enrollmentId, requestId, confirmation };
  return CancellationScope.nonCancellable(() =>
    record(input)
      .commitPushEnrollment(work)
      .catch(() => recordDurably.commitPushEnrollment(work)),
  );
}

async function release(input: PushEnrollmentInput, state: State, outcome: PushEnrollmentOutcome): Promise<void> {
  const { enrollmentId, requestId } = input;
  const work = { enrollmentId, requestId, outcome };
  const { enrolled, dropped } = await record(input)
    .releasePushEnrollment(work)
    .catch(() => recordDurably.releasePushEnrollment(work));
  if (enrolled || dropped) adopt(state, { status: enrolled ? 'enrolled' : 'superseded' });
}

function unavailable(): 'unavailable' {
  return 'unavailable';
}

/** Refuses a forged update, and any after the end. A wrong nonce is an accepted update, as its attempt would not be counted otherwise. */
function onlyWhileOpen<Request extends Sealed<object>>(
  input: PushEnrollmentInput,
  state: State,
  update: string,
): { validator: (request: Request) => void } {
  return {
    validator: (said) => {
      const reason = misdirection(input.enrollmentId, state.taken, said);
      if (reason !== undefined) {
        forgeries.note({ id: input.enrollmentId, update, reason });
        throw forgedUpdate(reason);
      }
      if (state.proving === 0 && !isOpen(state, Date.now()))
        throw ApplicationFailure.nonRetryable('The push enrolment has ended', 'push_enrollment_expired');
    },
  };
}
