import { normaliseEnrollmentCode } from '../../domain/enrollment/enrollment-code.ts';
import type { Keyring } from '../../security/keyring.ts';

/** Keyed hash an enrolment code is stored and found under. Text that cannot be a code is hashed too: same work, no row. */
export function hashEnrollmentCode(keyring: Keyring, text: string): Buffer {
  return keyring.lookupHash(normaliseEnrollmentCode(text) ?? text, 'enrollment_code');
}
