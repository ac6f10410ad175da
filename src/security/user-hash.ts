import type { Keyring } from './keyring.ts';

/** What stands for a user where their id must not: in Temporal's search attributes. It is the same for good, as the oldest key makes it. */
export function userHash(keyring: Keyring, userId: string): string {
  return keyring.lookupHash(userId, 'search-attribute:user').toString('base64url');
}
