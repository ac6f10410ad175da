import type { Keyring } from '../../../security/keyring.ts';

/**
 * The id of the push enrolment that one message of a profile starts: the message again is the same enrolment. A UUID
 * version 8 (RFC 9562) of a keyed hash, so an app cannot choose the id of a row or of a workflow.
 */
export function enrollmentIdOf(keyring: Keyring, profileId: string, messageId: string): string {
  const bytes = keyring.lookupHash(`${profileId}\0${messageId.toLowerCase()}`, 'push_enrollment.id').subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
