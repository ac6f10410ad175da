import { allHandlersFinished, ApplicationFailure, condition, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { MobileAuthenticationActivities } from '../../activities/mobile-authentication/create-activities.ts';
import { methodRules } from '../../domain/mobile-authentication/methods/all-methods.ts';
import type { MethodName } from '../../domain/mobile-authentication/method-names.ts';
import type { Outcome } from '../../domain/mobile-authentication/status.ts';
import { answerUpdate, cancelUpdate, resendCodeUpdate, verifyCodeUpdate } from './contract.ts';
import type { AnswerDecision, CodeAttempt, CodeVerdict, MobileAuthenticationInput, ResendVerdict } from './contract.ts';
import { attemptsLeft, countCode, decide, end, failure, initialState, mayDecide, resendsLeft } from './state.ts';
import type { State } from './state.ts';

// Short and inside the workflow task: a push that takes longer than this falls back.
const push = proxyLocalActivities<Pick<MobileAuthenticationActivities, 'dispatchPush'>>({
  startToCloseTimeout: '2.5 s',
  retry: { maximumAttempts: 1 },
});
// Costs money: its receipt in the database keeps a retry from sending twice.
const sms = proxyActivities<Pick<MobileAuthenticationActivities, 'dispatchSms'>>({
  startToCloseTimeout: '15 s',
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
  scheduleToCloseTimeout: '24 h',
  retry: { initialInterval: '2 s', backoffCoefficient: 2, maximumInterval: '1 h' },
});

/**
 * One mobile authentication: dispatch (else fall back), wait for the decision or the code until the deadline, record how
 * it ended, tell the site. States: state.mermaid beside this file.
 */
export async function mobileAuthentication(input: MobileAuthenticationInput): Promise<Outcome> {
  const state = initialState();
  handleDecisions(input, state);
  await dispatch(input, state);
  await waitForEnd(input, state);
  await condition(allHandlersFinished);
  if (input.callback) await tellSite(input);
  return state.outcome as Outcome;
}

/** Registers every way in which somebody outside can act on it. */
function handleDecisions(input: MobileAuthenticationInput, state: State): void {
  setHandler(answerUpdate, (answer) => takeAnswer(input, state, answer), { validator: (_: AnswerDecision) => mustBe(mayDecide(state, 'app')) });
  setHandler(verifyCodeUpdate, (attempt) => takeCode(input, state, attempt), { validator: (_: CodeAttempt) => mustBe(mayDecide(state, 'code')) });
  setHandler(resendCodeUpdate, () => resend(input, state), { validator: (_: { messageId: string }) => mustBe(mayDecide(state, 'code')) });
  setHandler(cancelUpdate, () => cancel(input, state), { validator: () => mustBe(!state.outcome) });
}

/** Tries the methods in order until one is on its way. */
async function dispatch(input: MobileAuthenticationInput, state: State): Promise<void> {
  for (const [index, step] of input.steps.entries()) {
    if (state.outcome) return;
    const work = { transactionId: input.transactionId, step: index, last: index === input.steps.length - 1 };
    const result = methodRules[step.method].channel === 'push' ? await push.dispatchPush(work).catch(timedOut) : await sms.dispatchSms({ ...work, send: 0 }).catch(timedOut);
    if (result.sent) {
      state.step = step;
      return;
    }
  }
  if (state.outcome) return;
  await close(input, state, end(state, failure('failed_to_send')));
}

function timedOut(): { sent: false } {
  return { sent: false };
}

/** One timer for the absolute deadline; whatever ends it before cancels the timer. */
async function waitForEnd(input: MobileAuthenticationInput, state: State): Promise<void> {
  if (state.outcome) return;
  const ended = await condition(() => state.outcome !== undefined, Math.max(1, input.expiresAt - Date.now()));
  if (!ended) await close(input, state, end(state, failure('expired')));
}

async function takeAnswer(input: MobileAuthenticationInput, state: State, answer: AnswerDecision): Promise<{ outcome: Outcome }> {
  await untilDispatched(state, 'app');
  const outcome = end(state, decide(answer));
  await close(input, state, outcome, { messageId: answer.messageId, signature: answer.signature });
  return { outcome };
}

async function takeCode(input: MobileAuthenticationInput, state: State, attempt: CodeAttempt): Promise<CodeVerdict> {
  await untilDispatched(state, 'code');
  countCode(state, attempt.correct);
  const left = attemptsLeft(state);
  if (state.outcome) await close(input, state, state.outcome);
  else await record.recordAttempt({ transactionId: input.transactionId, attemptsUsed: state.attemptsUsed }).catch(() => undefined);
  if (attempt.correct) return { verdict: 'right', attemptsLeft: left };
  return { verdict: state.outcome ? 'locked' : 'wrong', attemptsLeft: left };
}

async function resend(input: MobileAuthenticationInput, state: State): Promise<ResendVerdict> {
  await untilDispatched(state, 'code');
  if (resendsLeft(state) === 0) return { verdict: 'limit_reached', resendsLeft: 0 };
  state.resendsUsed += 1;
  const step = input.steps.findIndex((candidate) => candidate === state.step);
  const work = { transactionId: input.transactionId, step, last: true, send: state.resendsUsed };
  const result = await sms.dispatchSms(work).catch(timedOut);
  return { verdict: result.sent ? 'sent' : 'not_sent', resendsLeft: resendsLeft(state) };
}

async function cancel(input: MobileAuthenticationInput, state: State): Promise<{ outcome: Outcome }> {
  const outcome = end(state, failure('cancelled'));
  await close(input, state, outcome);
  return { outcome };
}

/** Writes the record. Nobody is answered before it stands. */
async function close(input: MobileAuthenticationInput, state: State, outcome: Outcome, evidence?: { messageId: string; signature: string }): Promise<void> {
  const method = (state.step ?? input.steps.at(-1))?.method as MethodName;
  const closing = { transactionId: input.transactionId, method, outcome, attemptsUsed: state.attemptsUsed, resendsUsed: state.resendsUsed, ...evidence };
  await record.recordOutcome(closing).catch(() => recordDurably.recordOutcome(closing));
}

async function tellSite(input: MobileAuthenticationInput): Promise<void> {
  const work = { transactionId: input.transactionId };
  await callback.deliverCallback(work).catch(() => recordDurably.recordCallbackFailure(work));
}

/** Looks again once it is known which method is on its way: it may not be the one this decision is for. */
async function untilDispatched(state: State, by: 'app' | 'code'): Promise<void> {
  await condition(() => state.step !== undefined || state.outcome !== undefined);
  mustBe(mayDecide(state, by));
}

function mustBe(open: boolean): void {
  if (!open) throw ApplicationFailure.nonRetryable('The transaction is not open for this', 'transaction_not_open');
}
