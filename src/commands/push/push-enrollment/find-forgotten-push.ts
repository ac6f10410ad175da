import { PushEnrollment } from '../../../entities/push/push-enrollment.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Milliseconds for a start, after which the sweeper takes the row. */
const graceMs = 10_000;
/** Milliseconds for which such a row is still started, because its app waits. */
const startable = 60_000;
const most = 500;

/** Pending rows for which a workflow may never have been started, oldest first, 500 at most. */
export async function findForgottenPush(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
): Promise<Pick<PushEnrollment, 'id' | 'userId' | 'expiresAt'>[]> {
  const now = deps.clock().getTime();
  const createdAt = { $lt: new Date(now - graceMs), $gt: new Date(now - startable) };
  return deps
    .em()
    .find(
      PushEnrollment,
      { status: 'pending', createdAt, expiresAt: { $gt: new Date(now) } },
      { fields: ['id', 'userId', 'expiresAt'], orderBy: { createdAt: 'asc' }, limit: most },
    );
}
