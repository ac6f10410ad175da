import { phonePartsOf } from '../../../domain/persons/contacts/phone-parts.ts';
import type { Keyring } from '../../../security/keyring.ts';

/** Bytes of the hash of a part: many people share a part, so a rare false hit would go unseen among them. */
const partBytes = 9;

/** What an encrypted phone number is found by. */
export function hashPhoneNumber(keyring: Keyring, number: string): Buffer {
  return keyring.lookupHash(number, 'person_phone.number');
}

/** What a site's own reference is found by. */
export function hashReference(keyring: Keyring, referenceId: string): Buffer {
  return keyring.lookupHash(referenceId, 'person.reference_id');
}

/** What a part of a phone number is found by. */
export function hashPhonePart(keyring: Keyring, part: string): string {
  return keyring.lookupHash(part, 'person.phone_parts').subarray(0, partBytes).toString('base64url');
}

/** The same of all parts of all numbers of a person. */
export function hashPhoneParts(keyring: Keyring, numbers: readonly string[]): string[] {
  return [...new Set(numbers.flatMap(phonePartsOf).map((part) => hashPhonePart(keyring, part)))];
}
