import { createHash } from 'node:crypto';
import { query } from './query.ts';
import { useStack } from './stack.ts';

/** Lets pushes go to a user again, for tests that ask one phone more often, or report more, than a user would. */
export async function pushAgain(userId: string, database: string = useStack().endpoints.postgres_url): Promise<void> {
  const key = createHash('sha256').update(userId).digest('hex');
  await query(database, 'delete from rate_limit where key = any($1)', [[`push-budget:${key}`, `push-hour:${key}`]]);
  await query(database, 'update user_account set push_frozen_until = null where id = $1', [userId]);
}
