/** Stored statuses of a transaction. Intermediate states exist only in the workflow. */
export const transactionStatuses = ['pending', 'authenticated', 'not_authenticated'] as const;
export type TransactionStatus = (typeof transactionStatuses)[number];

/** `not_authenticated_reason.reason` of contract/mobile-authentication.md section 6. */
export const failureReasons = [
  'failed_to_send',
  'invalid_request',
  'not_accepted',
  'invalid_answer',
  'expired',
  'cancelled',
  'attempts_exceeded',
  'reported_by_user',
] as const;
export type FailureReason = (typeof failureReasons)[number];

const descriptions: Record<FailureReason, string> = {
  failed_to_send: 'The request could not be delivered to the user.',
  invalid_request: 'The request was not valid.',
  not_accepted: 'The user refused the request.',
  invalid_answer: 'The answer did not match the request.',
  expired: 'The user did not answer in time.',
  cancelled: 'The request was cancelled.',
  attempts_exceeded: 'All attempts were used.',
  reported_by_user: 'The user reported that they did not start this request.',
};

/** English text that goes with a reason. */
export function describeReason(reason: FailureReason): string {
  return descriptions[reason];
}

/** How a transaction ended. */
export type Outcome = { status: 'authenticated' } | { status: 'not_authenticated'; reason: FailureReason };

/** Stored statuses of a callback. */
export const callbackStatuses = ['pending', 'delivered', 'failed'] as const;
export type CallbackStatus = (typeof callbackStatuses)[number];
