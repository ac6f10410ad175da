import { createHash } from 'node:crypto';

/** Digest of a set of users, independent of their order. */
export function usersDigest(userIds: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(userIds.toSorted())).digest('base64url');
}
