import type { StartableTransaction } from '../../commands/mobile-authentication/startable-transaction.ts';
import type { Outcome } from '../../domain/mobile-authentication/status.ts';
import { asksForVerificationCode, mostWrongCodes } from '../../domain/mobile-authentication/codes/verification-code.ts';
import type { MobileAuthenticationInput } from '../../workflows/mobile-authentication/contract.ts';

/** Ids and policy numbers of a row. The same row always gives the same input, whoever starts it. */
export function mobileAuthenticationInput(row: StartableTransaction, end?: Outcome): MobileAuthenticationInput {
  return {
    ...(end ? { end } : {}),
    transactionId: row.id,
    requestId: row.requestId,
    expiresAt: row.expiresAt.getTime(),
    steps: row.policy.steps.map(({ method, maxAttempts, maxResends }) => ({ method, maxAttempts, maxResends })),
    ...(asksForVerificationCode(row.policy) ? { maxWrongCodes: mostWrongCodes } : {}),
    callback: Boolean(row.callbackUri),
  };
}
