import { allHandlersFinished, ApplicationFailure, CancellationScope, condition, isCancellation, proxyActivities, proxyLocalActivities, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { PushEnrollmentActivities } from '../../activities/push-enrollment/create-activities.ts';
import type { NonceDispatch, PushEnrollmentOutcome } from '../../domain/push-enrollment/outcome.ts';
import { authStatus, changeSearchAttribute } from '../shared/search-attributes.ts';
import { confirmUpdate, resendUpdate } from './contract.ts';
import type { ConfirmationInput, ConfirmationResult, PushEnrollmentInput, ResendResult } from './contract.ts';
import { adopt, attemptsLeft, countNonce, end, endOfDispatch, initialState, isOpen, resendsLeft, takeResend } from './state.ts';
import type { State } from './state.ts';

// Short and inside the workflow task. The same nonce twice is no harm, so a lost answer may be tried again.
const push = proxyLocalActivities<Pick<PushEnrollmentActivities, 'sendNonce'>>({
  startToCloseTimeout: '4 s',
  retry: { maximumAttempts: 1 },
});
// When the provider was not there at once: a few more tries, while the app waits.
const pushPatiently = proxyActivities<Pick<PushEnrollmentActivities, 'sendNoncePatiently'>>({
  startToCloseTimeout: '5 s',
  scheduleToCloseTimeout: '20 s',
  retry: { initialInterval: '1 s', maximumAttempts: 4 },
});
// Inside the workflow task that decides, so that the row is right before anyone has an answer.
const record = proxyLocalActivities<Pick<PushEnrollmentActivities, 'commitPushEnrollment' | 'releasePushEnrollment'>>({
  startToCloseTimeout: '3 s',
  retry: { maximumAttempts: 1 },
});
// The same, for as long as it takes, when the database was away.
const recordDurably = proxyActivities<Pick<PushEnrollmentActivities, 'commitPushEnrollment' | 'releasePushEnrollment'>>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '1 s', maximumInterval: '30 s' },
});

/**
 * One push enrolment: send a nonce to the push token, wait until the app returns it, then let the token replace the
 * profile's earlier one. Until then the earlier one stays in use.
 */
export async function pushEnrollment(input: PushEnrollmentInput): Promise<PushEnrollmentOutcome['status']> {
  const state = initialState(input);
  const compensations: Compensation[] = [];
  handleRequests(input, state);
  show(state);
  // The pending row holds the profile's one place: it is given back unless the token is proven.
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
    changeSearchAttribute(authStatus, status);
    setCurrentDetails(`Ended as ${status}`);
    return status;
  });
}

/** Tells operators who look at it in Temporal's UI; kept in no history. */
function show({ expiresAt, attemptsUsed, maxAttempts, resendsUsed, maxResends }: State): void {
  const until = new Date(expiresAt).toISOString().slice(11, 19);
  setCurrentDetails(`Waiting for the nonce until ${until}Z, ${attemptsUsed} of ${maxAttempts} attempts and ${resendsUsed} of ${maxResends} resends used`);
}

type CommitResult = Awaited<ReturnType<PushEnrollmentActivities['commitPushEnrollment']>>;
type Compensation = (outcome: PushEnrollmentOutcome) => Promise<void>;

/** Undoes, last first, what was done for a token that was not proven. */
async function compensate(compensations: Compensation[], state: State): Promise<void> {
  const outcome = state.outcome;
  if (outcome?.status === 'expired' || outcome?.status === 'failed') {
    for (const undo of compensations.toReversed()) await undo(outcome);
  }
  state.settled = true;
}

/** Registers every way in which the app can act on it. */
function handleRequests(input: PushEnrollmentInput, state: State): void {
  setHandler(confirmUpdate, (confirmation) => takeConfirmation(input, state, confirmation), onlyWhileOpen<ConfirmationInput>(state));
  setHandler(resendUpdate, () => resend(input, state), onlyWhileOpen<{ messageId: string }>(state));
}

/** Ends the enrolment when the nonce cannot be sent. Never fails. */
async function sendFirstNonce(input: PushEnrollmentInput, state: State): Promise<void> {
  const work = { enrollmentId: input.enrollmentId, requestId: input.requestId, send: 0 };
  const first = await push.sendNonce(work).catch(unavailable);
  const dispatch = first === 'unavailable' ? await pushPatiently.sendNoncePatiently(work).catch(unavailable) : first;
  const outcome = endOfDispatch(dispatch, 'first');
  if (outcome) end(state, outcome);
}

/** One timer for the absolute deadline; whatever ends it before cancels the timer. */
async function waitForEnd(input: PushEnrollmentInput, state: State): Promise<void> {
  const ended = await condition(() => state.outcome !== undefined, Math.max(1, input.expiresAt - Date.now()));
  if (!ended) end(state, { status: 'expired' });
}

async function takeConfirmation(input: PushEnrollmentInput, state: State, { correct }: ConfirmationInput): Promise<ConfirmationResult> {
  if (!countNonce(state, correct, Date.now())) return { verdict: 'ended', attemptsLeft: attemptsLeft(state) };
  const left = attemptsLeft(state);
  show(state);
  if (!correct) {
    await untilSettled(state);
    return { verdict: 'wrong', attemptsLeft: left };
  }
  const { enrolled, failure } = await commit(input);
  if (!enrolled) adopt(state, failure ? { status: 'failed', reason: failure } : { status: 'superseded' });
  return { verdict: enrolled ? 'enrolled' : 'ended', attemptsLeft: left };
}

async function resend(input: PushEnrollmentInput, state: State): Promise<ResendResult> {
  if (!takeResend(state, Date.now())) return { verdict: isOpen(state, Date.now()) ? 'limit_reached' : 'ended', resendsLeft: resendsLeft(state) };
  show(state);
  const dispatch = await push.sendNonce({ enrollmentId: input.enrollmentId, requestId: input.requestId, send: state.resendsUsed }).catch(unavailable);
  const outcome = endOfDispatch(dispatch, 'again');
  if (outcome) end(state, outcome);
  await untilSettled(state);
  return { verdict: resendVerdicts[dispatch], resendsLeft: resendsLeft(state) };
}

const resendVerdicts: Record<NonceDispatch, ResendResult['verdict']> = { sent: 'sent', unavailable: 'not_sent', refused: 'not_sent', unregistered: 'not_sent', closed: 'ended' };

/** Nobody is told of an end before the row says it. */
async function untilSettled(state: State): Promise<void> {
  if (state.outcome) await CancellationScope.nonCancellable(() => condition(() => state.settled));
}

/** @returns what the row says: not enrolled when it was dropped meanwhile, or the user is enrolled on another phone by now. */
function commit({ enrollmentId, requestId }: PushEnrollmentInput): Promise<CommitResult> {
  const work = { enrollmentId, requestId };
  return CancellationScope.nonCancellable(() => record.commitPushEnrollment(work).catch(() => recordDurably.commitPushEnrollment(work)));
}

async function release(input: PushEnrollmentInput, state: State, outcome: PushEnrollmentOutcome): Promise<void> {
  const { enrollmentId, requestId } = input;
  const work = { enrollmentId, requestId, outcome };
  const { enrolled, dropped } = await record.releasePushEnrollment(work).catch(() => recordDurably.releasePushEnrollment(work));
  if (enrolled || dropped) adopt(state, { status: enrolled ? 'enrolled' : 'superseded' });
}

function unavailable(): 'unavailable' {
  return 'unavailable';
}

/** Refuses by state alone: a wrong nonce is an accepted update, or its attempt would not be counted. */
function onlyWhileOpen<Request>(state: State): { validator: (request: Request) => void } {
  return {
    validator: () => {
      if (!isOpen(state, Date.now())) throw ApplicationFailure.nonRetryable('The push enrolment has ended', 'push_enrollment_expired');
    },
  };
}
