import type { Keyring } from '../../security/keyring.ts';

/** Counter key of a personal value, such as a user or a phone number: its keyed hash. */
export function personalKey(keyring: Keyring, value: string): string {
  return keyring.lookupHash(value, 'rate_limit').toString('base64url');
}
