import { allHandlersFinished, ApplicationFailure, CancellationScope, condition, isCancellation, proxyActivities, proxyLocalActivities, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { MobileAuthenticationActivities } from '../../activities/mobile-authentication/create-activities.ts';
import type { DispatchResult, DispatchWork } from '../../activities/mobile-authentication/dispatch-work.ts';
import type { SmsWork } from '../../activities/mobile-authentication/dispatch-sms.ts';
import type { Closed } from '../../activities/mobile-authentication/record.ts';
import { callbackTries } from '../../domain/mobile-authentication/callback-retry.ts';
import { methodRules } from '../../domain/mobile-authentication/methods/all-methods.ts';
import type { MethodRules } from '../../domain/mobile-authentication/methods/method-rules.ts';
import type { MethodName } from '../../domain/mobile-authentication/method-names.ts';
import type { FailureReason, Outcome } from '../../domain/mobile-authentication/status.ts';
import { addSearchAttribute, authMethod, authStatus, changeSearchAttribute, userHash } from '../shared/search-attributes.ts';
import { answerUpdate, cancelUpdate, claimedUpdate, resendCodeUpdate, verifyCodeUpdate, wrongCodeUpdate, wrongFactorUpdate } from './contract.ts';
import type { AnswerDecision, Claim, CodeAttempt, CodeVerdict, MobileAuthenticationInput, ResendVerdict, WrongCode, WrongFactor } from './contract.ts';
import { describeProgress } from './current-details.ts';
import type { Telling } from './current-details.ts';
import { attemptsLeft, codesLeft, countCode, countWrongCode, countWrongFactor, decide, end, failure, initialState, isOverdue, mayDecide, resendsLeft } from './state.ts';
import type { State } from './state.ts';

// Short and inside the workflow task: a push that takes longer than this falls back.
const quick = proxyLocalActivities<Pick<MobileAuthenticationActivities, 'dispatchPush' | 'offerOtp'>>({
  startToCloseTimeout: '2.5 s',
  retry: { maximumAttempts: 1 },
});
// Costs money: its receipt in the database keeps a retry from sending twice. No try outlives the deadline.
const smsUntil = (expiresAt: number) =>
  proxyActivities<Pick<MobileAuthenticationActivities, 'dispatchSms'>>({
    startToCloseTimeout: '15 s',
    scheduleToCloseTimeout: Math.max(1, expiresAt - Date.now()),
    retry: { maximumAttempts: 4, initialInterval: '1 s' },
  });
// Inside the workflow task that decides, so that the row is right before anyone has an answer.
const record = proxyLocalActivities<Pick<MobileAuthenticationActivities, 'recordOutcome' | 'recordAttempt'>>({
  startToCloseTimeout: '3 s',
  retry: { maximumAttempts: 1 },
});
// The same, for as long as it takes, when the database was away.
const recordDurably = proxyActivities<Pick<MobileAuthenticationActivities, 'recordOutcome' | 'recordCallbackFailure'>>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '1 s', maximumInterval: '30 s' },
});
const callback = proxyActivities<Pick<MobileAuthenticationActivities, 'deliverCallback'>>({
  startToCloseTimeout: '20 s',
  scheduleToCloseTimeout: callbackTries,
  retry: { initialInterval: '2 s', backoffCoefficient: 2, maximumInterval: '1 h' },
});

/**
 * One mobile authentication: dispatch (else fall back), wait for the decision or the code until the deadline, record how
 * it ended, tell the site. States: state.mermaid beside this file.
 */
export async function mobileAuthentication(input: MobileAuthenticationInput): Promise<Outcome> {
  const state = initialState(input);
  handleDecisions(input, state);
  try {
    if (input.end) await close(input, state, input.end);
    else await untilEnded(input, state);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    // An operator cancelled it in Temporal: the row and the site hear of it as of any other end.
    return CancellationScope.nonCancellable(() => failUnlessEnded(input, state, 'cancelled').then(() => finish(input, state)));
  }
  return finish(input, state);
}

async function untilEnded(input: MobileAuthenticationInput, state: State): Promise<void> {
  await dispatch(input, state);
  await waitForEnd(input, state);
}

/** Registers every way in which somebody outside can act on it. */
function handleDecisions(input: MobileAuthenticationInput, state: State): void {
  const onlyWhileOpen = <Request>(by: 'app' | 'code') => ({ validator: (_: Request) => mustBe(mayDecide(state, by, Date.now())) });
  setHandler(answerUpdate, (answer) => takeAnswer(input, state, answer), onlyWhileOpen<AnswerDecision>('app'));
  setHandler(wrongFactorUpdate, (wrong) => takeWrongFactor(input, state, wrong), onlyWhileOpen<WrongFactor>('app'));
  setHandler(wrongCodeUpdate, (wrong) => takeWrongCode(input, state, wrong), onlyWhileOpen<WrongCode>('app'));
  setHandler(verifyCodeUpdate, (attempt) => takeCode(input, state, attempt), onlyWhileOpen<CodeAttempt>('code'));
  setHandler(resendCodeUpdate, () => resend(input, state), onlyWhileOpen<{ messageId: string }>('code'));
  setHandler(claimedUpdate, (claim) => addSearchAttribute(userHash, claim.userHash), { validator: (_: Claim) => mustBe(!state.outcome) });
  setHandler(cancelUpdate, () => cancel(input, state), { validator: () => mustBe(!state.outcome) });
}

/** Tries the methods in order until one is on its way, or the time is up. */
async function dispatch(input: MobileAuthenticationInput, state: State): Promise<void> {
  for (const [index, step] of input.steps.entries()) {
    if (state.outcome || isOverdue(state, Date.now())) return;
    state.trying = index;
    show(input, state);
    const work = { transactionId: input.transactionId, step: index, last: index === input.steps.length - 1 };
    const { sent } = await senders[methodRules[step.method].channel](input, work);
    if (sent) {
      state.step = step;
      changeSearchAttribute(authMethod, step.method);
      show(input, state);
      return;
    }
  }
  state.trying = input.steps.length;
  if (!isOverdue(state, Date.now())) await failUnlessEnded(input, state, 'failed_to_send');
}

/** How each channel is set going. None of them fails. */
const senders: Record<MethodRules['channel'], (input: MobileAuthenticationInput, work: DispatchWork) => Promise<DispatchResult>> = {
  push: (_, work) => quick.dispatchPush(work).catch(notSent),
  otp: (_, work) => quick.offerOtp(work).catch(notSent),
  sms: (input, work) => sendText(input, { ...work, send: 0 }),
};

function sendText(input: MobileAuthenticationInput, work: SmsWork): Promise<DispatchResult> {
  return smsUntil(input.expiresAt).dispatchSms(work).catch(notSent);
}

function notSent(error: unknown): { sent: false } {
  if (isCancellation(error)) throw error;
  return { sent: false };
}

/** One timer for the absolute deadline; whatever ends it before cancels the timer. */
async function waitForEnd(input: MobileAuthenticationInput, state: State): Promise<void> {
  const isEnded = () => state.outcome !== undefined;
  if (isEnded()) return;
  const left = input.expiresAt - Date.now();
  if (left > 0) await condition(isEnded, left);
  await failUnlessEnded(input, state, 'expired');
}

/** What has ended it already is being recorded by whoever ended it. */
async function failUnlessEnded(input: MobileAuthenticationInput, state: State, reason: FailureReason): Promise<void> {
  if (!state.outcome) await close(input, state, end(state, failure(reason)));
}

async function finish(input: MobileAuthenticationInput, state: State): Promise<Outcome> {
  await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  const outcome = state.outcome as Outcome;
  changeSearchAttribute(authStatus, outcome.status === 'authenticated' ? outcome.status : outcome.reason);
  show(input, state);
  if (input.callback) await tellSite(input, state);
  return outcome;
}

/** Tells operators who look at it in Temporal's UI. */
function show(input: MobileAuthenticationInput, state: State, telling?: Telling): void {
  setCurrentDetails(describeProgress(input.steps, state, telling));
}

async function takeAnswer(input: MobileAuthenticationInput, state: State, answer: AnswerDecision): Promise<{ outcome: Outcome }> {
  await untilDispatched(state);
  mustBe(mayDecide(state, 'app', Date.now()));
  if (answer.factor) state.attemptsUsed += 1;
  const { outcome } = await close(input, state, end(state, decide(answer)), { messageId: answer.messageId, signature: answer.signature });
  return { outcome };
}

async function takeWrongFactor(input: MobileAuthenticationInput, state: State, { messageId, exhausted }: WrongFactor): Promise<{ attemptsUsed: number }> {
  await untilDispatched(state);
  mustBe(mayDecide(state, 'app', Date.now()));
  countWrongFactor(state, exhausted);
  if (state.outcome) await close(input, state, state.outcome, { messageId });
  else await countAttempt(input, state);
  return { attemptsUsed: state.attemptsUsed };
}

async function takeWrongCode(input: MobileAuthenticationInput, state: State, { messageId, factor }: WrongCode): Promise<{ attemptsLeft: number }> {
  await untilDispatched(state);
  mustBe(mayDecide(state, 'app', Date.now()));
  countWrongCode(state, factor === true);
  const left = codesLeft(state);
  if (state.outcome) await close(input, state, state.outcome, { messageId });
  else await countAttempt(input, state, state.wrongCodes);
  return { attemptsLeft: left };
}

async function takeCode(input: MobileAuthenticationInput, state: State, attempt: CodeAttempt): Promise<CodeVerdict> {
  await untilDispatched(state);
  mustBe(mayDecide(state, 'code', Date.now()));
  countCode(state, attempt.correct);
  const left = attemptsLeft(state);
  if (!state.outcome) {
    await countAttempt(input, state);
    return { verdict: 'wrong', attemptsLeft: left };
  }
  await close(input, state, state.outcome, { messageId: attempt.messageId });
  return { verdict: attempt.correct ? 'right' : 'locked', attemptsLeft: left };
}

/** For whoever looks at the row; the count itself is the workflow's. */
async function countAttempt(input: MobileAuthenticationInput, state: State, wrongCodes?: number): Promise<void> {
  show(input, state);
  const method = state.step?.method as MethodName;
  const attempt = { transactionId: input.transactionId, method, attemptsUsed: state.attemptsUsed, ...(wrongCodes === undefined ? {} : { wrongCodes }) };
  await record.recordAttempt(attempt).catch(() => undefined);
}

async function resend(input: MobileAuthenticationInput, state: State): Promise<ResendVerdict> {
  await untilDispatched(state);
  mustBe(mayDecide(state, 'code', Date.now()));
  if (resendsLeft(state) === 0) return { verdict: 'limit_reached', resendsLeft: 0 };
  state.resendsUsed += 1;
  show(input, state);
  const step = input.steps.findIndex((candidate) => candidate === state.step);
  const result = await sendText(input, { transactionId: input.transactionId, step, last: true, send: state.resendsUsed });
  return { verdict: result.sent ? 'sent' : 'not_sent', resendsLeft: resendsLeft(state) };
}

async function cancel(input: MobileAuthenticationInput, state: State): Promise<{ outcome: Outcome }> {
  mustBe(!state.outcome);
  const { outcome } = await close(input, state, end(state, failure('cancelled')));
  return { outcome };
}

/**
 * Writes the record; nobody is answered before it stands. Where it stands already, written by a workflow task that was
 * lost afterwards, the record is right and the workflow takes its outcome over.
 */
async function close(input: MobileAuthenticationInput, state: State, outcome: Outcome, evidence?: { messageId: string; signature?: string }): Promise<Closed> {
  const method = (state.step ?? input.steps.at(-1))?.method as MethodName;
  const { attemptsUsed, resendsUsed, wrongCodes } = state;
  const closing = { transactionId: input.transactionId, method, outcome, attemptsUsed, resendsUsed, ...(wrongCodes > 0 ? { wrongCodes } : {}), ...evidence };
  const closed = await CancellationScope.nonCancellable(() => record.recordOutcome(closing).catch(() => recordDurably.recordOutcome(closing)));
  state.outcome = closed.outcome;
  return closed;
}

async function tellSite(input: MobileAuthenticationInput, state: State): Promise<void> {
  const work = { transactionId: input.transactionId };
  show(input, state, 'telling');
  await callback.deliverCallback(work).catch(() => {
    show(input, state, 'given up');
    return CancellationScope.nonCancellable(() => recordDurably.recordCallbackFailure(work));
  });
}

/**
 * Until it is known which method is on its way. Whoever waited looks again before deciding, with nothing to await in
 * between: it may not be the method this decision is for, and several may have waited.
 */
function untilDispatched(state: State): Promise<void> {
  return condition(() => state.step !== undefined || state.outcome !== undefined);
}

function mustBe(open: boolean): void {
  if (!open) throw ApplicationFailure.nonRetryable('The transaction is not open for this', 'transaction_not_open');
}
