import { equalBytes } from '../../security/keyring.ts';
import type { Keyring } from '../../security/keyring.ts';

/** Separates these MACs from every other use of the key. */
const context = 'push_enrollment.nonce';

/**
 * The nonce of a push enrolment: base64url of 32 bytes. Derived from its id, so a resend carries the same nonce and
 * nothing has to hold it.
 */
export function deriveNonce(keyring: Keyring, enrollmentId: string): string {
  return keyring.lookupHash(enrollmentId, context).toString('base64url');
}

/** Compares a returned nonce in constant time. */
export function isNonceOf(keyring: Keyring, enrollmentId: string, returned: string): boolean {
  return equalBytes(Buffer.from(deriveNonce(keyring, enrollmentId)), Buffer.from(returned));
}
