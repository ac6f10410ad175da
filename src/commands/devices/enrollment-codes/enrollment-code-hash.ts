import { normaliseEnrollmentCode } from '../../../domain/devices/enrollment-codes/enrollment-code.ts';
import type { Keyring } from '../../../security/keyring.ts';

/** Keyed hash by which an enrolment code is stored and found. Text that cannot be a code is hashed too, for equal timing. */
export function hashEnrollmentCode(keyring: Keyring, text: string): Buffer {
  return keyring.lookupHash(normaliseEnrollmentCode(text) ?? text, 'enrollment_code');
}
