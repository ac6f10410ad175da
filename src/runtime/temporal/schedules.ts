import { ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Deps } from '../deps.ts';

/** Recurring work, visible to operators among Temporal's schedules. */
const schedules = [
  { name: 'sweep-transactions', workflowType: 'sweepTransactions', every: '15 s' },
  { name: 'reconcile', workflowType: 'reconcile', every: '1 m' },
  { name: 'prune-expired-rows', workflowType: 'pruneExpiredRows', every: '10 m' },
  { name: 'keep-event-partitions', workflowType: 'keepEventPartitions', every: '1 h' },
] as const;

/** Makes the schedules of a task queue. Making them again does nothing. */
export async function ensureSchedules(deps: Pick<Deps, 'temporal' | 'environment'>): Promise<void> {
  const { client } = await deps.temporal.connect();
  const { temporalTaskQueue: taskQueue } = deps.environment;
  for (const { name, workflowType, every } of schedules) {
    try {
      await client.schedule.create({
        scheduleId: `${name}/${taskQueue}`,
        spec: { intervals: [{ every }] },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
        action: { type: 'startWorkflow', workflowType, taskQueue, workflowExecutionTimeout: '10 minutes' },
      });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
  }
}
