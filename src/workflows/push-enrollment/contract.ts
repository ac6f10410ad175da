import { defineUpdate } from '@temporalio/workflow';

/** Type name of the workflow. Its id is the enrolment id. */
export const pushEnrollmentWorkflow = 'pushEnrollment';

/** Ids and policy numbers only: neither the push token nor the nonce is in the history. */
export interface PushEnrollmentInput {
  enrollmentId: string;
  requestId: string;
  /** Epoch milliseconds of the absolute deadline. */
  expiresAt: number;
  maxAttempts: number;
  maxResends: number;
}

/** A nonce that the app returned; the API compared it, the workflow counts it. */
export interface ConfirmationInput {
  /** `Message-Id` of the request: the update id, so a repeated message is one attempt. */
  messageId: string;
  correct: boolean;
}

/** `ended`: it is over for another reason, see the row. */
export interface ConfirmationResult {
  verdict: 'enrolled' | 'wrong' | 'ended';
  attemptsLeft: number;
}

export interface ResendResult {
  verdict: 'sent' | 'not_sent' | 'limit_reached' | 'ended';
  resendsLeft: number;
}

/** Update types. A refusal by state fails with type `push_enrollment_expired`. */
export const confirmUpdate = defineUpdate<ConfirmationResult, [ConfirmationInput]>('confirm');
export const resendUpdate = defineUpdate<ResendResult, [{ messageId: string }]>('resend');
