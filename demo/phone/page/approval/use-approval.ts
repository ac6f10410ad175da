import { useCallback, useEffect, useRef, useState } from 'react';
import { isCountersignError, type Decision, type Factor, type TransactionDetails } from '../../../../app-sdk/index.ts';
import { useFactors } from '../factors/factor-provider.tsx';
import type { OpenQuestion } from '../home/use-open-questions.ts';
import { usePhone } from '../phone.ts';
import type { ApprovalOutcome } from './approval-outcome.tsx';

/** How long after the end of its time the server's word about a question is awaited. */
const LAST_WORD_MS = 4000;

export interface Approval {
  details?: TransactionDetails;
  outcome?: ApprovalOutcome;
  /** The decision that is being sent. */
  sending?: Decision;
  error?: unknown;
  retry: () => void;
  decide: (decision: Decision) => void;
}

/** Fetches what a question shows, sends the decision, and knows how it ended. */
export function useApproval(question: OpenQuestion, isOpen: boolean): Approval {
  const { app, connection } = usePhone();
  const { ask } = useFactors();
  const { profileId, transactionId } = question;
  const [details, setDetails] = useState<TransactionDetails>();
  const [outcome, setOutcome] = useState<ApprovalOutcome>();
  const [sending, setSending] = useState<Decision>();
  const [error, setError] = useState<unknown>();
  const [failed, setFailed] = useState<Decision>();
  const ended = useRef(new AbortController());

  const fail = useCallback((problem: unknown) => {
    if (isCountersignError(problem, 'transaction_closed')) setOutcome(closedOutcome(problem.transactionStatus));
    else if (isCountersignError(problem, 'disconnected', 'invalid_token')) setOutcome('disconnected');
    else setError(problem);
  }, []);

  const load = useCallback(() => {
    setError(undefined);
    app
      .fetchTransaction(profileId, transactionId)
      .then((fetched) => setDetails({ ...fetched, expiresAt: connection.onThisPhone(fetched.expiresAt) }), fail);
  }, [app, connection, profileId, transactionId, fail]);
  useEffect(load, [load]);

  const answer = async (decision: Decision) => {
    const { profiles } = await app.state();
    const owned = profiles.find((profile) => profile.profileId === profileId)?.authenticators ?? [];
    const kinds = decision.decision === 'accept' ? (details?.factors ?? []).filter((kind) => owned.includes(kind)) : [];
    if (kinds.length === 0) return void (await app.answer(profileId, transactionId, decision));
    const use = async (factor: Factor) => void (await app.answer(profileId, transactionId, decision, factor));
    await ask({ purpose: 'Approve', about: details?.message, kinds, use, until: ended.current.signal });
  };
  const decide = (decision: Decision) => {
    setSending(decision);
    setError(undefined);
    answer(decision)
      .then(() => setOutcome(outcomeOf(decision)))
      .catch((problem: unknown) => {
        if (isCountersignError(problem, 'factor_cancelled')) return;
        setFailed(decision);
        fail(problem);
      })
      .finally(() => setSending(undefined));
  };

  useEffect(() => {
    if (outcome) ended.current.abort();
  }, [outcome]);
  const isShown = details !== undefined && outcome === undefined;
  useEnd(question, { isOpen: isOpen || sending !== undefined, isShown, mayBeAnswered: failed !== undefined }, setOutcome);
  return { details, outcome, sending, error, decide, retry: () => (failed ? decide(failed) : load()) };
}

/**
 * Notices that a question ended while it was on the screen: its time ran out, or somebody else ended it. Only the server
 * knows which: when it says nothing, or an answer was sent that it never confirmed, nothing is claimed.
 */
function useEnd(
  question: OpenQuestion,
  { isOpen, isShown, mayBeAnswered }: { isOpen: boolean; isShown: boolean; mayBeAnswered: boolean },
  onEnd: (outcome: ApprovalOutcome) => void,
) {
  const deadline = question.expiresAt.getTime();
  useEffect(() => {
    if (!isShown) return undefined;
    if (!isOpen && mayBeAnswered) onEnd('unknown');
    else if (!isOpen) onEnd(Date.now() >= deadline - 1000 ? 'expired' : 'closed');
    const timer = setTimeout(() => onEnd('unknown'), Math.max(0, deadline + LAST_WORD_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [deadline, isOpen, isShown, mayBeAnswered, onEnd]);
}

function outcomeOf(decision: Decision): ApprovalOutcome {
  if (decision.decision === 'accept') return 'approved';
  return decision.reason === 'not_me' ? 'reported' : 'refused';
}

function closedOutcome(status: string | undefined): ApprovalOutcome {
  return status === 'expired' ? 'expired' : 'closed';
}
