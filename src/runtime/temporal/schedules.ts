import { ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { schedules } from '../../workflows/engine.ts';
import type { Deps } from '../deps.ts';

/** Creates the schedules of a task queue. Idempotent. */
export async function ensureSchedules(deps: Pick<Deps, 'temporal' | 'environment'>): Promise<void> {
  const { client } = await deps.temporal.connect();
  const { temporalTaskQueue: taskQueue } = deps.environment;
  for (const { name, note, workflowType, every, limit } of schedules) {
    try {
      await client.schedule.create({
        scheduleId: `${name}/${taskQueue}`,
        spec: { intervals: [{ every }] },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
        state: { note },
        action: { type: 'startWorkflow', workflowType, taskQueue, workflowExecutionTimeout: limit },
      });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
  }
}
