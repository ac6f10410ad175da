import { defineUpdate } from '@temporalio/workflow';
import { confirmationUpdate } from '../../domain/push/push-enrollment/confirmation.ts';
import type { Confirmation, ConfirmationInput } from '../../domain/push/push-enrollment/confirmation.ts';
import type { Sealed } from '../../domain/sealed.ts';

export type { ConfirmationInput };

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
  /** Milliseconds by which its activities may take longer than usual. */
  extraWaitMs?: number;
}

/** `ended`: the enrolment ended for another reason, see the row. */
export interface ConfirmationResult {
  verdict: 'enrolled' | 'wrong' | 'ended';
  attemptsLeft: number;
}

export interface ResendResult {
  verdict: 'sent' | 'not_sent' | 'limit_reached' | 'ended';
  resendsLeft: number;
}

/**
 * Update types; each names its workflow and is sealed. An update in the wrong state fails with type `push_enrollment_expired`, a forged
 * one with `invalid_answer`.
 */
export const confirmUpdate = defineUpdate<ConfirmationResult, [Confirmation]>(confirmationUpdate);
export const resendUpdate = defineUpdate<ResendResult, [Sealed<{ messageId: string }>]>('resend');
