import type { MethodName } from '../method-names.ts';
import { methodRules } from '../methods/all-methods.ts';
import type { TransactionPolicy } from '../policy.ts';
import { sixDigits } from './six-digits.ts';

/** Wrong verification codes until a transaction has failed: of a million there are, that many can be tried. */
export const mostWrongCodes = 3;

type Asked = { method: MethodName; policy: Pick<TransactionPolicy, 'steps'> };

/**
 * True when an approval takes the six digits that the site shows (contract/app.md section 3). A push that stands in for
 * another one asks for no less: one step that asks for them is enough.
 */
export function isVerificationCodeRequired({ method, policy }: Asked): boolean {
  return methodRules[method].channel === 'push' && asksForVerificationCode(policy);
}

/** The same of all that a transaction may become. */
export function asksForVerificationCode({ steps }: Pick<TransactionPolicy, 'steps'>): boolean {
  return steps.some((step) => step.verificationCode === true && methodRules[step.method].channel === 'push');
}

/**
 * The code of a transaction: derived, so nothing holds it.
 * @param mac HMAC-SHA-256 of the transaction id under the key for verification codes, 32 bytes.
 */
export function verificationCode(mac: Uint8Array): string {
  return sixDigits(mac);
}
