import { useCallback, useEffect, useRef, useState } from 'react';
import { isCountersignError, type Decision, type Factor, type TransactionDetails } from '../../../../app-sdk/index.ts';
import { useFactors } from '../factors/factor-provider.tsx';
import type { OpenQuestion } from '../home/use-open-questions.ts';
import { usePhone, type Phone } from '../phone.ts';
import type { Factors } from '../factors/factors.tsx';
import type { ApprovalOutcome } from './approval-outcome.tsx';

/** How long after its deadline the page waits for the server before it claims no outcome; a later word still counts. */
const LAST_WORD_MS = 4000;

export interface Approval {
  details?: TransactionDetails;
  outcome?: ApprovalOutcome;
  /** The decision that is being sent. */
  sending?: Decision;
  error?: unknown;
  /** Tries left after a wrong verification code. */
  codeTriesLeft?: number;
  retry: () => void;
  decide: (decision: Decision) => void;
}

/** Fetches the content of a question, sends the decision, and holds the outcome. */
export function useApproval(question: OpenQuestion, isOpen: boolean): Approval {
  const { app, connection } = usePhone();
  const { ask } = useFactors();
  const { profileId, transactionId } = question;
  const [details, setDetails] = useState<TransactionDetails>();
  const [outcome, setOutcome] = useState<ApprovalOutcome>();
  const [sending, setSending] = useState<Decision>();
  const [error, setError] = useState<unknown>();
  const [failed, setFailed] = useState<Decision>();
  const [codeTriesLeft, setCodeTriesLeft] = useState<number>();
  const ended = useRef(new AbortController());

  const fail = useCallback((problem: unknown) => {
    const end = outcomeOfProblem(problem);
    if (end) setOutcome(end);
    else if (isCountersignError(problem, 'wrong_verification_code')) setCodeTriesLeft(problem.attemptsLeft);
    else setError(problem);
  }, []);

  const load = useCallback(() => {
    setError(undefined);
    app
      .fetchTransaction(profileId, transactionId)
      .then((fetched) => setDetails({ ...fetched, expiresAt: connection.onThisPhone(fetched.expiresAt) }), fail);
  }, [app, connection, profileId, transactionId, fail]);
  useEffect(load, [load]);

  const decide = (decision: Decision) => {
    setSending(decision);
    setError(undefined);
    setCodeTriesLeft(undefined);
    answer({ app, ask }, question, { decision, details, until: ended.current.signal })
      .then(() => setOutcome(outcomeOf(decision)))
      .catch((problem: unknown) => {
        if (isCountersignError(problem, 'factor_cancelled')) return;
        // A wrong code is not sent again.
        if (!isCountersignError(problem, 'wrong_verification_code')) setFailed(decision);
        fail(problem);
      })
      .finally(() => setSending(undefined));
  };

  useEffect(() => {
    if (outcome) ended.current.abort();
  }, [outcome]);
  const isShown = details !== undefined && (outcome === undefined || outcome === 'unknown');
  useEnd(
    question,
    { isOpen: isOpen || sending !== undefined, isShown, mayBeAnswered: failed !== undefined },
    setOutcome,
  );
  return { details, outcome, sending, error, codeTriesLeft, decide, retry: () => (failed ? decide(failed) : load()) };
}

/**
 * Detects that a visible question has ended: its deadline passed, or it was ended elsewhere. Only the server knows
 * which: without its answer, or after an unconfirmed decision, the page claims no outcome.
 */
function useEnd(
  question: OpenQuestion,
  { isOpen, isShown, mayBeAnswered }: { isOpen: boolean; isShown: boolean; mayBeAnswered: boolean },
  onEnd: (outcome: ApprovalOutcome) => void,
) {
  const deadline = question.expiresAt.getTime();
  useEffect(() => {
    if (!isShown) return undefined;
    if (!isOpen && mayBeAnswered) return onEnd('unknown');
    if (!isOpen) return onEnd(Date.now() >= deadline - 1000 ? 'expired' : 'closed');
    const timer = setTimeout(() => onEnd('unknown'), Math.max(0, deadline + LAST_WORD_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [deadline, isOpen, isShown, mayBeAnswered, onEnd]);
}

interface Answered {
  decision: Decision;
  details: TransactionDetails | undefined;
  until: AbortSignal;
}

/** Sends a decision with the factor that the method requires. */
async function answer(
  { app, ask }: Pick<Phone, 'app'> & Pick<Factors, 'ask'>,
  { profileId, transactionId }: OpenQuestion,
  { decision, details, until }: Answered,
): Promise<void> {
  const { profiles } = await app.state();
  const owned = profiles.find((profile) => profile.profileId === profileId)?.authenticators ?? [];
  const kinds = decision.decision === 'accept' ? (details?.factors ?? []).filter((kind) => owned.includes(kind)) : [];
  if (kinds.length === 0) return void (await app.answer(profileId, transactionId, decision));
  const use = async (factor: Factor) => void (await app.answer(profileId, transactionId, decision, factor));
  return ask({ purpose: 'Approve', about: details?.message, kinds, use, until });
}

/** The outcome of a question after a permanent refusal. */
function outcomeOfProblem(problem: unknown): ApprovalOutcome | undefined {
  if (isCountersignError(problem, 'transaction_closed')) return closedOutcome(problem.transactionStatus);
  if (isCountersignError(problem, 'wrong_verification_code') && problem.attemptsLeft === 0) return 'locked';
  return isCountersignError(problem, 'disconnected', 'invalid_token') ? 'disconnected' : undefined;
}

function outcomeOf(decision: Decision): ApprovalOutcome {
  if (decision.decision === 'accept') return 'approved';
  return decision.reason === 'not_me' ? 'reported' : 'refused';
}

function closedOutcome(status: string | undefined): ApprovalOutcome {
  return status === 'expired' ? 'expired' : 'closed';
}
