import { createHash } from 'node:crypto';

/** Names a set of users, whatever their order: two lists with the same digest are the same people. */
export function usersDigest(userIds: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(userIds.toSorted())).digest('base64url');
}
