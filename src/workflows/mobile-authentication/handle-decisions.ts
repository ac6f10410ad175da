import { setHandler } from '@temporalio/workflow';
import type { Outcome } from '../../domain/mobile-authentication/status.ts';
import type { Sealed } from '../../domain/sealed.ts';
import { userHash, writeSearchAttributes } from '../shared/search-attributes.ts';
import {
  answerUpdate,
  cancelUpdate,
  claimedUpdate,
  resendCodeUpdate,
  verifyCodeUpdate,
  wrongCodeUpdate,
  wrongFactorUpdate,
} from './contract.ts';
import type {
  AnswerDecision,
  Cancellation,
  Claim,
  CodeAttempt,
  CodeVerdict,
  DecisionResult,
  MobileAuthenticationInput,
  ResendVerdict,
  WrongCode,
  WrongFactor,
} from './contract.ts';
import { show } from './current-details.ts';
import { sendText } from './dispatch.ts';
import { close, closeOrCount } from './record-end.ts';
import {
  attemptsLeft,
  codesLeft,
  countCode,
  countWrongCode,
  countWrongFactor,
  decide,
  end,
  failure,
  mayDecide,
  resendsLeft,
} from './state.ts';
import type { State } from './state.ts';
import { mustBe, mustBeMeant, prove, takeOnce, untilDispatched } from './take-decision.ts';

/** Registers the handlers of all updates of the API. */
export function handleDecisions(input: MobileAuthenticationInput, state: State): void {
  const onlyIf = <Content extends object>(update: string, isOpen: () => boolean) => ({
    validator: (said: Sealed<Content>) => {
      mustBeMeant(input, state, update, said);
      mustBe(state.proving > 0 || isOpen());
    },
  });
  const onlyWhileOpen = <Content extends object>(update: string, by: 'app' | 'code') =>
    onlyIf<Content>(update, () => mayDecide(state, by, Date.now()));
  setHandler(
    answerUpdate,
    (answer) => takeAnswer(input, state, answer),
    onlyWhileOpen<AnswerDecision>('answer', 'app'),
  );
  setHandler(
    wrongFactorUpdate,
    (wrong) => takeWrongFactor(input, state, wrong),
    onlyWhileOpen<WrongFactor>('wrongFactor', 'app'),
  );
  setHandler(
    wrongCodeUpdate,
    (wrong) => takeWrongCode(input, state, wrong),
    onlyWhileOpen<WrongCode>('wrongCode', 'app'),
  );
  setHandler(
    verifyCodeUpdate,
    (attempt) => takeCode(input, state, attempt),
    onlyWhileOpen<CodeAttempt>('verifyCode', 'code'),
  );
  setHandler(
    resendCodeUpdate,
    (request) => resend(input, state, request),
    onlyWhileOpen<{ messageId: string }>('resendCode', 'code'),
  );
  setHandler(
    claimedUpdate,
    (claim) => writeSearchAttributes([{ key: userHash, value: claim.userHash }]),
    onlyIf<Claim>('claimed', () => !state.outcome),
  );
  setHandler(
    cancelUpdate,
    (request) => cancel(input, state, request),
    onlyIf<Cancellation>('cancel', () => !state.outcome),
  );
}

function takeAnswer(
  input: MobileAuthenticationInput,
  state: State,
  answer: Sealed<AnswerDecision>,
): Promise<DecisionResult> {
  return prove(input, state, answer, 'app', () => {
    if (answer.factor) state.attemptsUsed += 1;
    return close(input, state, end(state, decide(answer)), { update: 'answer', said: answer });
  });
}

function takeWrongFactor(
  input: MobileAuthenticationInput,
  state: State,
  wrong: Sealed<WrongFactor>,
): Promise<{ attemptsUsed: number }> {
  return prove(input, state, wrong, 'app', async () => {
    countWrongFactor(state, wrong.exhausted);
    await closeOrCount(input, state, { update: 'wrongFactor', said: wrong });
    return { attemptsUsed: state.attemptsUsed };
  });
}

function takeWrongCode(
  input: MobileAuthenticationInput,
  state: State,
  wrong: Sealed<WrongCode>,
): Promise<{ attemptsLeft: number }> {
  return prove(input, state, wrong, 'app', async () => {
    countWrongCode(state, wrong.factor === true);
    const left = codesLeft(state);
    await closeOrCount(input, state, { update: 'wrongCode', said: wrong }, state.wrongCodes);
    return { attemptsLeft: left };
  });
}

function takeCode(input: MobileAuthenticationInput, state: State, attempt: Sealed<CodeAttempt>): Promise<CodeVerdict> {
  return prove(input, state, attempt, 'code', async () => {
    countCode(state, attempt.correct);
    const left = attemptsLeft(state);
    const isLast = state.outcome !== undefined;
    await closeOrCount(input, state, { update: 'verifyCode', said: attempt });
    if (!isLast) return { verdict: 'wrong', attemptsLeft: left };
    return { verdict: attempt.correct ? 'right' : 'locked', attemptsLeft: left };
  });
}

async function resend(
  input: MobileAuthenticationInput,
  state: State,
  request: Sealed<{ messageId: string }>,
): Promise<ResendVerdict> {
  await untilDispatched(state);
  if (request.workflowId !== undefined) takeOnce(input, state, request);
  mustBe(mayDecide(state, 'code', Date.now()));
  if (resendsLeft(state) === 0) return { verdict: 'limit_reached', resendsLeft: 0 };
  state.resendsUsed += 1;
  show(input, state);
  const step = input.steps.findIndex((candidate) => candidate === state.step);
  const result = await sendText(input, {
    transactionId: input.transactionId,
    step,
    last: true,
    send: state.resendsUsed,
  });
  return { verdict: result.sent ? 'sent' : 'not_sent', resendsLeft: resendsLeft(state) };
}

function cancel(
  input: MobileAuthenticationInput,
  state: State,
  request: Sealed<Cancellation>,
): Promise<{ outcome: Outcome }> {
  return prove(input, state, request, 'anything', async () => {
    const outcome = end(state, failure('cancelled'));
    const closed = await close(input, state, outcome, { update: 'cancel', said: request });
    return { outcome: closed.outcome };
  });
}
