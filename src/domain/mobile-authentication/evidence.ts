import type { Sealed } from '../sealed.ts';
import type { Outcome } from './status.ts';

/** The user's decision with a verified device signature. */
export interface AnswerDecision {
  /** `Message-Id` of the request: the update id, so a repeated message is one decision. */
  messageId: string;
  decision: 'accept' | 'reject';
  reason?: 'not_me' | 'cancelled';
  /** Detached JWS over what was shown. */
  signature: string;
  /** Compact JWS by the key of the PIN or another authenticator, if the method requires one. */
  factor?: string;
}

/** A wrong factor proof, which the database and the workflow count. */
export interface WrongFactor {
  messageId: string;
  /** It was the last attempt: the user is disconnected from the device. */
  exhausted: boolean;
}

/** A wrong verification code in an otherwise valid answer. */
export interface WrongCode {
  messageId: string;
  /** Id of the try and the update: a repeated message is the same try, another code is another. */
  attemptId: string;
  /** Whether a required factor was proven with it, which counts as an attempt of the factor. */
  factor?: boolean;
}

/** A code that was entered; the API compared it, the workflow counts it. */
export interface CodeAttempt {
  messageId: string;
  correct: boolean;
}

/** Other ends of a transaction: by its site, an operator, or the removal of its phone. */
export interface Cancellation {
  messageId: string;
}

/** The updates that decide or count something, by their names. */
interface Deciding {
  answer: AnswerDecision;
  wrongFactor: WrongFactor;
  wrongCode: WrongCode;
  verifyCode: CodeAttempt;
  cancel: Cancellation;
}

/** Evidence of a decision: its update with the API's seal. */
export type Evidence = {
  [Name in keyof Deciding]: { update: Name; said: Sealed<Deciding[Name]> };
}[keyof Deciding];

/** Whether an end needs evidence. A timeout, a failed dispatch and an operator in Temporal's UI have none. */
export function needsEvidence(outcome: Outcome): boolean {
  return outcome.status === 'authenticated' || decidedReasons.has(outcome.reason);
}

const decidedReasons = new Set<string>(['not_accepted', 'reported_by_user', 'attempts_exceeded']);

/** Whether an update may have led to an outcome. */
export function leadsTo(evidence: Evidence, outcome: Outcome): boolean {
  const end = outcome.status === 'authenticated' ? outcome.status : outcome.reason;
  switch (evidence.update) {
    case 'answer':
      return end === endOfAnswer(evidence.said);
    case 'verifyCode':
      return end === (evidence.said.correct ? 'authenticated' : 'attempts_exceeded');
    case 'wrongFactor':
      return end === 'attempts_exceeded' && evidence.said.exhausted;
    case 'wrongCode':
      return end === 'attempts_exceeded';
    case 'cancel':
      return end === 'cancelled';
  }
}

function endOfAnswer({ decision, reason }: AnswerDecision): string {
  if (decision === 'accept') return 'authenticated';
  return reason === 'not_me' ? 'reported_by_user' : 'not_accepted';
}

/** Whether an update only counts an attempt. */
export function isFailedAttempt({ update, said }: Evidence): boolean {
  if (update === 'verifyCode') return !said.correct;
  return update === 'wrongFactor' || update === 'wrongCode';
}
