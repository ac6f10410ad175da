import { checkConfirmation, commitPushEnrollment } from '../../commands/push/push-enrollment/commit-push-enrollment.ts';
import { releasePushEnrollment } from '../../commands/push/push-enrollment/release-push-enrollment.ts';
import { findOpenPush, isPushOpen } from '../../commands/reconciliation/find-push-enrollments.ts';
import type { OpenPush } from '../../commands/reconciliation/find-push-enrollments.ts';
import { confirmationUpdate } from '../../domain/push/push-enrollment/confirmation.ts';
import type { Confirmation } from '../../domain/push/push-enrollment/confirmation.ts';
import type { PushEnrollmentOutcome } from '../../domain/push/push-enrollment/outcome.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { cursorBehind, findSuspects, mostInBatch, repairEach } from './batch.ts';
import type { Batch, Compared } from './batch.ts';
import { tellRepair } from './tell-repair.ts';

/** Releases pending push enrolments whose workflow is not open; enrols the token when the workflow had confirmed it. */
export async function comparePushEnrollments(
  deps: ActivityDeps,
  { after, before, requestId }: Batch,
): Promise<Compared> {
  const rows = await findOpenPush(deps, { after, before, most: mostInBatch });
  const repaired = await repairEach(
    deps,
    await findSuspects(deps, rows, ({ expiresAt }) => expiresAt < before),
    (row) => settle(deps, row, requestId),
  );
  return { repaired, next: cursorBehind(rows) };
}

async function settle(deps: ActivityDeps, row: OpenPush, requestId: string): Promise<boolean> {
  const seen = await deps.workflows.look(row.id);
  if (seen.state === 'open' || !(await isPushOpen(deps, row.id))) return false;
  const work = { enrollmentId: row.id, requestId };
  const isEnrolled = seen.state === 'closed' && seen.result === 'enrolled';
  // The workflow's result alone enrols nothing: the returned nonce is verified.
  const confirmation = isEnrolled ? await findConfirmation(deps, row.id) : undefined;
  if (confirmation) await commitPushEnrollment(deps, { ...work, confirmation });
  else
    await releasePushEnrollment(deps, {
      ...work,
      outcome: endOf(row, seen.state === 'closed' ? seen.closedAt : deps.clock().getTime()),
    });
  await tellRepair(deps, 'push_enrollment_row', { ...row, requestId });
  return true;
}

async function findConfirmation(deps: ActivityDeps, id: string): Promise<Confirmation | undefined> {
  const updates = (await deps.workflows.readUpdates(id)).filter(({ update }) => update === confirmationUpdate);
  return updates
    .map(({ said }) => said as Confirmation)
    .find((said) => checkConfirmation(deps, id, said) === undefined);
}

function endOf({ expiresAt }: OpenPush, endedAt: number): PushEnrollmentOutcome {
  return endedAt < expiresAt.getTime() ? { status: 'failed', reason: 'cancelled' } : { status: 'expired' };
}
