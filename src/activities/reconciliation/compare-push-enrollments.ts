import { commitPushEnrollment } from '../../commands/push-enrollment/commit-push-enrollment.ts';
import { releasePushEnrollment } from '../../commands/push-enrollment/release-push-enrollment.ts';
import { findOpenPush, isPushOpen } from '../../commands/reconciliation/find-push-enrollments.ts';
import type { OpenPush } from '../../commands/reconciliation/find-push-enrollments.ts';
import type { PushEnrollmentOutcome } from '../../domain/push-enrollment/outcome.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { cursorBehind, findSuspects, mostInBatch, repairEach } from './batch.ts';
import type { Batch, Compared } from './batch.ts';
import { tellRepair } from './tell-repair.ts';

/** Gives back the places of push enrolments whose row is open and whose workflow is not; enrols the token that one had proven. */
export async function comparePushEnrollments(deps: ActivityDeps, { after, before, requestId }: Batch): Promise<Compared> {
  const rows = await findOpenPush(deps, { after, before, most: mostInBatch });
  const repaired = await repairEach(deps, await findSuspects(deps, rows, ({ expiresAt }) => expiresAt < before), (row) => settle(deps, row, requestId));
  return { repaired, next: cursorBehind(rows) };
}

async function settle(deps: ActivityDeps, row: OpenPush, requestId: string): Promise<boolean> {
  const seen = await deps.workflows.look(row.id);
  if (seen.state === 'open' || !(await isPushOpen(deps, row.id))) return false;
  const work = { enrollmentId: row.id, requestId };
  if (seen.state === 'closed' && seen.result === 'enrolled') await commitPushEnrollment(deps, work);
  else await releasePushEnrollment(deps, { ...work, outcome: endOf(row, seen.state === 'closed' ? seen.closedAt : deps.clock().getTime()) });
  await tellRepair(deps, 'push_enrollment_row', { ...row, requestId });
  return true;
}

function endOf({ expiresAt }: OpenPush, endedAt: number): PushEnrollmentOutcome {
  return endedAt < expiresAt.getTime() ? { status: 'failed', reason: 'cancelled' } : { status: 'expired' };
}
