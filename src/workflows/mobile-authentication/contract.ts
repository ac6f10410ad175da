import { defineUpdate } from '@temporalio/workflow';
import type {
  AnswerDecision,
  Cancellation,
  CodeAttempt,
  Evidence,
  WrongCode,
  WrongFactor,
} from '../../domain/mobile-authentication/evidence.ts';
import type { MethodName } from '../../domain/configuration/mobile-authentication-types/method-names.ts';
import type { Outcome } from '../../domain/mobile-authentication/status.ts';
import type { Sealed } from '../../domain/sealed.ts';

export type { AnswerDecision, Cancellation, CodeAttempt, WrongCode, WrongFactor };

/** Type name of the workflow. Its id is the transaction id. */
export const mobileAuthenticationWorkflow = 'mobileAuthentication';

/** Ids and policy numbers only, so that the history contains neither the message nor the user. */
export interface MobileAuthenticationInput {
  transactionId: string;
  requestId: string;
  /** Epoch milliseconds of the absolute deadline. */
  expiresAt: number;
  /** Methods in the order they are tried. */
  steps: { method: MethodName; maxAttempts: number; maxResends: number }[];
  /** The number of wrong verification codes after which it fails; absent = no code is required. */
  maxWrongCodes?: number;
  /** This workflow delivers the callback. Otherwise the process that writes the record does, and another workflow when that fails. */
  callback: boolean;
  /** Milliseconds by which its activities may take longer than usual. */
  extraWaitMs?: number;
  /** The outcome when the original workflow is lost: only the record has to be written and the callback delivered. */
  end?: Outcome;
  /** The update of the lost workflow that led to this outcome. */
  endEvidence?: Evidence;
}

/** The user who claimed an OTP, which has no user until then. */
export interface Claim {
  messageId: string;
  /** Keyed hash of the user's id. */
  userHash: string;
}

export interface DecisionResult {
  outcome: Outcome;
  /** This decision wrote the record. */
  isFirst?: boolean;
}

/** The workflow's verdict on a code. Of several right codes, the record names the one that counted. */
export interface CodeVerdict {
  verdict: 'right' | 'wrong' | 'locked';
  /** null = unlimited. */
  attemptsLeft: number | null;
}

export interface ResendVerdict {
  verdict: 'sent' | 'limit_reached' | 'not_sent';
  resendsLeft: number;
}

/**
 * Update types. Their ids contain the caller's message id; each names its workflow and is sealed. An update in the wrong state fails
 * with type `transaction_not_open`, a forged one with `invalid_answer`.
 */
export const answerUpdate = defineUpdate<DecisionResult, [Sealed<AnswerDecision>]>('answer');
export const wrongFactorUpdate = defineUpdate<{ attemptsUsed: number }, [Sealed<WrongFactor>]>('wrongFactor');
/** Sent by earlier versions when an app claimed an OTP; kept to replay their histories. The recorded outcome names the claimant now. */
export const claimedUpdate = defineUpdate<void, [Sealed<Claim>]>('claimed');
/** Returns the number of attempts left; 0 = the transaction has ended. */
export const wrongCodeUpdate = defineUpdate<{ attemptsLeft: number }, [Sealed<WrongCode>]>('wrongCode');
export const verifyCodeUpdate = defineUpdate<CodeVerdict, [Sealed<CodeAttempt>]>('verifyCode');
export const resendCodeUpdate = defineUpdate<ResendVerdict, [Sealed<{ messageId: string }>]>('resendCode');
export const cancelUpdate = defineUpdate<DecisionResult, [Sealed<Cancellation>]>('cancel');
