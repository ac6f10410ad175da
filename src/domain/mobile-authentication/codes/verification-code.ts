import type { MethodName } from '../../configuration/mobile-authentication-types/method-names.ts';
import { methodRules } from '../methods/all-methods.ts';
import type { TransactionPolicy } from '../policy.ts';
import { sixDigits } from './six-digits.ts';
import { bounds } from '../../rate-limits/limits.ts';

/** Wrong verification codes until a transaction has failed: of a million there are, that many can be tried. */
export const mostWrongCodes = bounds['wrong-verification-codes'].most;

type Asked = { method: MethodName; policy: Pick<TransactionPolicy, 'steps'> };

/**
 * Whether an approval needs the six digits that the site shows (contract/app.md section 3). A fallback to another push
 * needs them too: one step with digits is enough.
 */
export function isVerificationCodeRequired({ method, policy }: Asked): boolean {
  return methodRules[method].channel === 'push' && asksForVerificationCode(policy);
}

/** The same over all steps of a transaction. */
export function asksForVerificationCode({ steps }: Pick<TransactionPolicy, 'steps'>): boolean {
  return steps.some((step) => step.verificationCode === true && methodRules[step.method].channel === 'push');
}

/**
 * The code of a transaction, derived and not stored.
 * @param mac HMAC-SHA-256 of the transaction id under the key for verification codes, 32 bytes.
 */
export function verificationCode(mac: Uint8Array): string {
  return sixDigits(mac);
}
