import { findClosedTransactions } from '../../commands/reconciliation/find-closed-transactions.ts';
import { findClosedPush } from '../../commands/reconciliation/find-push-enrollments.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { mobileAuthenticationWorkflow } from '../../workflows/mobile-authentication/contract.ts';
import { pushEnrollmentWorkflow } from '../../workflows/push-enrollment/contract.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { mostInBatch, repairEach } from './batch.ts';
import type { Batch, Compared } from './batch.ts';
import { tellRepair } from './tell-repair.ts';
import type { ListedWorkflow } from './workflow-directory.ts';

const types = [mobileAuthenticationWorkflow, pushEnrollmentWorkflow];
/** Form of row ids. A workflow with another id, started by hand, is ignored. */
const rowId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Ends open workflows whose row is closed or missing. They are listed newest first: the cursor is a time. */
export async function compareWorkflows(deps: ActivityDeps, { after, before, requestId }: Batch): Promise<Compared> {
  const startedBefore = after === '' ? before.getTime() : Number(after);
  const listed = await deps.workflows.listOpen(types, startedBefore, mostInBatch);
  const idsOf = (type: string) =>
    listed.filter((workflow) => workflow.type === type && rowId.test(workflow.id)).map(({ id }) => id);
  const transactions = await findClosedTransactions(deps, idsOf(mobileAuthenticationWorkflow), before);
  const pushEnrollments = await findClosedPush(deps, idsOf(pushEnrollmentWorkflow));
  const ended = await repairEach(deps, transactions.closed, async (transaction) => {
    if (!(await cancelOpen(deps, transaction.id))) return false;
    await tellRepair(deps, 'transaction_workflow', transaction);
    return true;
  });
  const terminated = await repairEach(
    deps,
    transactions.gone.map((id) => ({ id })),
    ({ id }) => terminateGone(deps, id),
  );
  const cancelled = await repairEach(deps, pushEnrollments, async (row) => {
    if ((await deps.workflows.look(row.id)).state !== 'open') return false;
    await deps.engine.pushEnrollment.end(row.id);
    await tellRepair(deps, 'push_enrollment_workflow', { ...row, requestId });
    return true;
  });
  return { repaired: ended + terminated + cancelled, next: nextOf(listed, startedBefore) };
}

/** Cancels a workflow, which then adopts the record. A workflow that has ended, or only delivers the callback, refuses. */
async function cancelOpen(deps: ActivityDeps, id: string): Promise<boolean> {
  try {
    await deps.engine.mobileAuthentication.cancel(id);
    return true;
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'transaction_not_open') return false;
    throw error;
  }
}

/** Without a row the workflow has nothing to record and no callback. */
async function terminateGone(deps: ActivityDeps, id: string): Promise<boolean> {
  if ((await deps.workflows.look(id)).state !== 'open') return false;
  await deps.workflows.terminate(id, 'its row is gone');
  await tellRepair(deps, 'transaction_workflow', { id, requestId: null, userId: null });
  return true;
}

/** Times are in milliseconds: workflows of the last millisecond are listed again, unless the list would not advance. */
function nextOf(listed: readonly ListedWorkflow[], startedBefore: number): string | undefined {
  if (listed.length < mostInBatch) return undefined;
  const oldest = Math.min(...listed.map(({ startedAt }) => startedAt));
  return String(oldest + 1 < startedBefore ? oldest + 1 : oldest);
}
