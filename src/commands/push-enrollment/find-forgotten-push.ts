import { PushEnrollment } from '../../entities/people/push-enrollment.ts';
import type { CommandDeps } from '../command-deps.ts';

/** Milliseconds a start may take before its row looks forgotten. */
const patience = 10_000;
/** Milliseconds in which a forgotten row is worth being started: its app still waits. */
const startable = 60_000;
const most = 500;

/** Pending rows for which a workflow may never have been started, oldest first, 500 at most. */
export async function findForgottenPush(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<Pick<PushEnrollment, 'id' | 'userId' | 'expiresAt'>[]> {
  const now = deps.clock().getTime();
  const createdAt = { $lt: new Date(now - patience), $gt: new Date(now - startable) };
  return deps.em().find(PushEnrollment, { status: 'pending', createdAt, expiresAt: { $gt: new Date(now) } }, { fields: ['id', 'userId', 'expiresAt'], orderBy: { createdAt: 'asc' }, limit: most });
}
