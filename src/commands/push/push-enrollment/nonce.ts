import { equalBytes } from '../../../security/keyring.ts';
import type { Keyring } from '../../../security/keyring.ts';

/**
 * The nonce of a push enrolment: base64url of 32 bytes. Derived from its id, so a resend carries the same nonce and
 * the nonce is not stored.
 */
export function deriveNonce(keyring: Keyring, enrollmentId: string): string {
  return keyring.lookupHash(enrollmentId, 'push_enrollment.nonce').toString('base64url');
}

/** Compares a returned nonce in constant time. */
export function isNonceOf(keyring: Keyring, enrollmentId: string, returned: string): boolean {
  return equalBytes(Buffer.from(deriveNonce(keyring, enrollmentId)), Buffer.from(returned));
}
