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
/** Rows have such ids. What somebody started by hand under another name is theirs, and is no reason to compare nothing. */
const rowId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Tells workflows to end that are open while their row is closed or gone. They are listed newest first: the cursor is a time. */
export async function compareWorkflows(deps: ActivityDeps, { after, before, requestId }: Batch): Promise<Compared> {
  const startedBefore = after === '' ? before.getTime() : Number(after);
  const listed = await deps.workflows.listOpen(types, startedBefore, mostInBatch);
  const idsOf = (type: string) => listed.filter((workflow) => workflow.type === type && rowId.test(workflow.id)).map(({ id }) => id);
  const transactions = await findClosedTransactions(deps, idsOf(mobileAuthenticationWorkflow), before);
  const pushEnrollments = await findClosedPush(deps, idsOf(pushEnrollmentWorkflow));
  const told = await repairEach(deps, transactions.closed, async (transaction) => {
    if (!(await tellToEnd(deps, transaction.id))) return false;
    await tellRepair(deps, 'transaction_workflow', transaction);
    return true;
  });
  const terminated = await repairEach(deps, transactions.gone.map((id) => ({ id })), ({ id }) => terminateGone(deps, id));
  const cancelled = await repairEach(deps, pushEnrollments, async (row) => {
    if ((await deps.workflows.look(row.id)).state !== 'open') return false;
    await deps.endPushEnrollment(row.id);
    await tellRepair(deps, 'push_enrollment_workflow', { ...row, requestId });
    return true;
  });
  return { repaired: told + terminated + cancelled, next: nextOf(listed, startedBefore) };
}

/** A workflow that is told takes the record over. One that has ended by itself, or only calls the site, refuses. */
async function tellToEnd(deps: ActivityDeps, id: string): Promise<boolean> {
  try {
    await deps.cancelTransaction(id);
    return true;
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'transaction_not_open') return false;
    throw error;
  }
}

/** With no row there is nothing that it could write, and nobody to tell. */
async function terminateGone(deps: ActivityDeps, id: string): Promise<boolean> {
  if ((await deps.workflows.look(id)).state !== 'open') return false;
  await deps.workflows.terminate(id, 'its row is gone');
  await tellRepair(deps, 'transaction_workflow', { id, requestId: null, userId: null });
  return true;
}

/** Times are compared to the millisecond: those of the last one's are listed again, unless that would not get on. */
function nextOf(listed: readonly ListedWorkflow[], startedBefore: number): string | undefined {
  if (listed.length < mostInBatch) return undefined;
  const oldest = Math.min(...listed.map(({ startedAt }) => startedAt));
  return String(oldest + 1 < startedBefore ? oldest + 1 : oldest);
}
