import { useCallback, useEffect, useState } from 'react';
import { isCountersignError, type Decision, type TransactionDetails } from '../../../../app-sdk/index.ts';
import type { OpenQuestion } from '../home/use-open-questions.ts';
import { usePhone } from '../phone.ts';
import type { ApprovalOutcome } from './approval-outcome.tsx';

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
  const { app } = usePhone();
  const { profileId, transactionId } = question;
  const [details, setDetails] = useState<TransactionDetails>();
  const [outcome, setOutcome] = useState<ApprovalOutcome>();
  const [sending, setSending] = useState<Decision>();
  const [error, setError] = useState<unknown>();
  const [failed, setFailed] = useState<Decision>();

  const fail = useCallback((problem: unknown) => {
    if (isCountersignError(problem, 'transaction_closed')) setOutcome(closedOutcome(problem.transactionStatus));
    else setError(problem);
  }, []);

  const load = useCallback(() => {
    setError(undefined);
    app.fetchTransaction(profileId, transactionId).then(setDetails, fail);
  }, [app, profileId, transactionId, fail]);
  useEffect(load, [load]);

  const decide = (decision: Decision) => {
    setSending(decision);
    setError(undefined);
    app
      .answer(profileId, transactionId, decision)
      .then(() => setOutcome(outcomeOf(decision)))
      .catch((problem: unknown) => {
        setFailed(decision);
        fail(problem);
      })
      .finally(() => setSending(undefined));
  };

  useEnd(question, isOpen || sending !== undefined, details !== undefined && outcome === undefined, setOutcome);
  return { details, outcome, sending, error, decide, retry: () => (failed ? decide(failed) : load()) };
}

/** Notices that a question ended while it was on the screen: its time ran out, or somebody else ended it. */
function useEnd(question: OpenQuestion, isOpen: boolean, isShown: boolean, onEnd: (outcome: ApprovalOutcome) => void) {
  const deadline = question.expiresAt.getTime();
  useEffect(() => {
    if (!isShown) return undefined;
    if (!isOpen) onEnd(Date.now() >= deadline - 1000 ? 'expired' : 'closed');
    const timer = setTimeout(() => onEnd('expired'), Math.max(0, deadline - Date.now()));
    return () => clearTimeout(timer);
  }, [deadline, isOpen, isShown, onEnd]);
}

function outcomeOf(decision: Decision): ApprovalOutcome {
  if (decision.decision === 'accept') return 'approved';
  return decision.reason === 'not_me' ? 'reported' : 'refused';
}

function closedOutcome(status: string | undefined): ApprovalOutcome {
  return status === 'expired' ? 'expired' : 'closed';
}
