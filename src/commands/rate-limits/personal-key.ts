import type { Keyring } from '../../security/keyring.ts';

/** The key under which tries are counted for something personal, such as a user or a phone number: a keyed hash of it. */
export function personalKey(keyring: Keyring, value: string): string {
  return keyring.lookupHash(value, 'rate_limit').toString('base64url');
}
