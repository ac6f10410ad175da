import { createHash } from 'node:crypto';
import { query } from './query.ts';
import { useStack } from './stack.ts';

/** Resets push budget and freeze of a user, for tests that push or report more often than allowed. */
export async function pushAgain(userId: string, database: string = useStack().endpoints.postgres_url): Promise<void> {
  const key = createHash('sha256').update(userId).digest('hex');
  await query(database, 'delete from rate_limit where key = any($1)', [[`push-budget:${key}`, `push-hour:${key}`]]);
  await query(database, 'update user_account set push_frozen_until = null where id = $1', [userId]);
}
