import { PushEnrollment } from '../../entities/people/push-enrollment.ts';
import type { AppCaller } from '../app-caller.ts';
import type { CommandDeps } from '../command-deps.ts';
import { releasePushEnrollment } from './release-push-enrollment.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

/** Milliseconds after its deadline in which an enrolment's own workflow ends it. Then it is given up for lost. */
const grace = 60_000;
/** Milliseconds a start may take before its row looks forgotten. */
const patience = 10_000;
/** Milliseconds in which a forgotten row is worth being started: its app still waits. */
const startable = 60_000;
const most = 500;

/**
 * Ends those that hold a place of the caller's and whose workflow was never started, or was terminated by an operator: they
 * hold it no longer.
 * @returns how many were ended.
 */
export async function giveUpLost(deps: Deps, { profileId, userId, requestId }: AppCaller, applicationId: string): Promise<number> {
  const place = { $or: [{ registration: profileId }, { userId, applicationId, exclusive: true }] };
  return release(deps, await deps.em().find(PushEnrollment, { ...overdue(deps), ...place }, { fields: ['id'] }), requestId);
}

/** Pending rows for which a workflow may never have been started, oldest first, 500 at most. */
export async function findForgottenPush(deps: Deps): Promise<Pick<PushEnrollment, 'id' | 'userId' | 'expiresAt'>[]> {
  const now = deps.clock().getTime();
  const createdAt = { $lt: new Date(now - patience), $gt: new Date(now - startable) };
  return deps.em().find(PushEnrollment, { status: 'pending', createdAt, expiresAt: { $gt: new Date(now) } }, { fields: ['id', 'userId', 'expiresAt'], orderBy: { createdAt: 'asc' }, limit: most });
}

function overdue(deps: Deps) {
  return { status: 'pending', expiresAt: { $lt: new Date(deps.clock().getTime() - grace) } } as const;
}

async function release(deps: Deps, lost: Pick<PushEnrollment, 'id'>[], requestId: string): Promise<number> {
  let released = 0;
  for (const { id } of lost) if (await releasePushEnrollment(deps, { enrollmentId: id, requestId, outcome: { status: 'expired' } })) released += 1;
  return released;
}
