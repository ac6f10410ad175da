import type { StartableTransaction } from '../commands/mobile-authentication/startable-transaction.ts';
import type { Outcome } from '../domain/mobile-authentication/status.ts';
import type { CallbackReplayInput } from '../workflows/callback-replay/contract.ts';
import type { ConfirmationInput, ConfirmationResult, PushEnrollmentInput, ResendResult } from '../workflows/push-enrollment/contract.ts';
import type { AnswerDecision, Claim, CodeVerdict, DecisionResult, ResendVerdict, WrongCode, WrongFactor } from '../workflows/mobile-authentication/contract.ts';

/**
 * The workflow engine as the API uses it. Every method throws `engine_unreachable` within three seconds when Temporal is
 * away, and a `CountersignError` with the workflow's own code when it refuses.
 */
export interface Engine {
  /** @returns false when it runs already, or has run: a workflow that was terminated is not begun again. */
  startMobileAuthentication(transaction: StartableTransaction): Promise<boolean>;
  /** Starts the workflow of a row whose own is lost, to write down this end and to tell the site. @returns false when one runs. */
  endLostTransaction(transaction: StartableTransaction, end: Outcome): Promise<boolean>;
  answerTransaction(transactionId: string, answer: AnswerDecision): Promise<DecisionResult>;
  /** Has an OTP's workflow be found by whoever claimed it. */
  nameClaimant(transactionId: string, claim: Claim): Promise<void>;
  /** A wrong PIN that was counted where it is kept. */
  countWrongFactor(transactionId: string, wrong: WrongFactor): Promise<{ attemptsUsed: number }>;
  /** A verification code that was wrong: counted before anybody is told. */
  countWrongCode(transactionId: string, wrong: WrongCode): Promise<{ attemptsLeft: number }>;
  cancelTransaction(transactionId: string): Promise<DecisionResult>;
  verifyCode(transactionId: string, input: { messageId: string; correct: boolean }): Promise<CodeVerdict>;
  resendCode(transactionId: string, input: { messageId: string }): Promise<ResendVerdict>;
  /** @returns false when it runs already, or has run. */
  startCallbackReplay(replay: CallbackReplayInput): Promise<boolean>;
  startPushEnrollment(input: PushEnrollmentInput, userId: string): Promise<boolean>;
  confirmPushEnrollment(enrollmentId: string, input: ConfirmationInput): Promise<ConfirmationResult>;
  /** Has an enrolment end whose row was dropped. One that has ended, or never ran, is left alone. */
  endPushEnrollment(enrollmentId: string): Promise<void>;
  resendPushEnrollment(enrollmentId: string, input: { messageId: string }): Promise<ResendResult>;
  /** Throws when Temporal does not answer. */
  check(): Promise<void>;
}
