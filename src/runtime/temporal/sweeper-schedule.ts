import { ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Deps } from '../deps.ts';

/** Makes the schedule that starts forgotten transactions. It belongs to the task queue; making it again does nothing. */
export async function ensureSweeper(deps: Pick<Deps, 'temporal' | 'environment'>): Promise<void> {
  const { client } = await deps.temporal.connect();
  const { temporalTaskQueue: taskQueue } = deps.environment;
  try {
    await client.schedule.create({
      scheduleId: `sweep-transactions/${taskQueue}`,
      spec: { intervals: [{ every: '15 s' }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
      action: { type: 'startWorkflow', workflowType: 'sweepTransactions', taskQueue, workflowExecutionTimeout: '2 minutes' },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
