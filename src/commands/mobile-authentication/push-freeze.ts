import { runStatement } from '../../database/prepared-statement.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../events/request-origin.ts';
import type { RequestOrigin } from '../events/request-origin.ts';

/** True while nothing may be pushed to a user, as they reported a request that was not theirs. An unknown user costs the same query. */
export async function isPushFrozen(deps: Pick<CommandDeps, 'em' | 'clock'>, userId: string): Promise<boolean> {
  const rows = await runStatement(deps.em(), {
    sql: 'select 1 from user_account where id = ? and push_frozen_until > ?',
    parameters: [userId, deps.clock()],
  });
  return rows.length > 0;
}

/** Ends the freeze of a user's pushes. Idempotent: only the end of a real freeze is recorded. */
export async function liftPushFreeze(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  userId: string,
  origin: RequestOrigin,
): Promise<void> {
  const now = deps.clock();
  await deps.em().transactional(async (em) => {
    const lifted = await em.execute<unknown[]>(
      'update user_account set push_frozen_until = null where id = ? and push_frozen_until > ? returning id',
      [userId, now],
      'all',
      em.getTransactionContext(),
    );
    if (lifted.length > 0)
      recordEvent(em, { name: 'ADMIN PUSH FREEZE LIFTED', occurredAt: now, ...originOf(origin), userId });
  });
}
