import { defineUpdate } from '@temporalio/workflow';
import type { MethodName } from '../../domain/mobile-authentication/method-names.ts';
import type { Outcome } from '../../domain/mobile-authentication/status.ts';

/** Type name of the workflow. Its id is the transaction id. */
export const mobileAuthenticationWorkflow = 'mobileAuthentication';

/** Ids and policy numbers only: nothing here would tell a reader of the history what was asked or of whom. */
export interface MobileAuthenticationInput {
  transactionId: string;
  requestId: string;
  /** Epoch milliseconds of the absolute deadline. */
  expiresAt: number;
  /** Methods in the order they are tried. */
  steps: { method: MethodName; maxAttempts: number; maxResends: number }[];
  /** Wrong verification codes until it has failed; absent = none is asked for. */
  maxWrongCodes?: number;
  /** A callback is owed once it has ended. */
  callback: boolean;
  /** It has ended like this, and its workflow is lost: there is only the record to be written and the site to be told. */
  end?: Outcome;
}

/** Who claimed an OTP, which is nobody's until then. */
export interface Claim {
  messageId: string;
  /** Keyed hash of the user's id. */
  userHash: string;
}

/** The user's decision, already proven to come from their device. */
export interface AnswerDecision {
  /** `Message-Id` of the request: the update id, so a repeated message is one decision. */
  messageId: string;
  decision: 'accept' | 'reject';
  reason?: 'not_me' | 'cancelled';
  /** Detached JWS over what was shown. */
  signature: string;
  /** A PIN or another authenticator was asked for and has proven it. */
  factor?: boolean;
}

/** A factor that was proven wrong; it was counted where the PIN is kept, and here. */
export interface WrongFactor {
  messageId: string;
  /** It was the last attempt: the user is disconnected from the device. */
  exhausted: boolean;
}

/** A verification code that was wrong in an answer that was in order otherwise. */
export interface WrongCode {
  messageId: string;
  /** Names this try: the update id, so a repeated message is one try and another code is another. */
  attemptId: string;
  /** A factor was asked for and was proven beside it: an attempt of that, too. */
  factor?: boolean;
}

export interface DecisionResult {
  outcome: Outcome;
}

/** A code that was entered; the API compared it, the workflow counts it. */
export interface CodeAttempt {
  messageId: string;
  correct: boolean;
}

/** What the workflow made of a code. Which of several right ones won is in the record. */
export interface CodeVerdict {
  verdict: 'right' | 'wrong' | 'locked';
  /** null = unlimited. */
  attemptsLeft: number | null;
}

export interface ResendVerdict {
  verdict: 'sent' | 'limit_reached' | 'not_sent';
  resendsLeft: number;
}

/** Update types. Their ids come from the caller's message id. A refusal by state fails with type `transaction_not_open`. */
export const answerUpdate = defineUpdate<DecisionResult, [AnswerDecision]>('answer');
export const wrongFactorUpdate = defineUpdate<{ attemptsUsed: number }, [WrongFactor]>('wrongFactor');
/** For whoever looks for a user's workflows: it decides nothing. */
export const claimedUpdate = defineUpdate<void, [Claim]>('claimed');
/** Answers how many attempts are left; none = it has ended. */
export const wrongCodeUpdate = defineUpdate<{ attemptsLeft: number }, [WrongCode]>('wrongCode');
export const verifyCodeUpdate = defineUpdate<CodeVerdict, [CodeAttempt]>('verifyCode');
export const resendCodeUpdate = defineUpdate<ResendVerdict, [{ messageId: string }]>('resendCode');
export const cancelUpdate = defineUpdate<DecisionResult, []>('cancel');
