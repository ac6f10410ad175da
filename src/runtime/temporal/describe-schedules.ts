import { ScheduleNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { ScheduleState, WorkflowSchedule } from '../../workflows/workflow-connection.ts';

/** Where each schedule of a task queue stands in Temporal. */
export function describeSchedules(
  client: Client,
  taskQueue: string,
  wanted: readonly WorkflowSchedule[],
): Promise<ScheduleState[]> {
  return Promise.all(wanted.map((schedule) => describe(client, taskQueue, schedule)));
}

async function describe(client: Client, taskQueue: string, schedule: WorkflowSchedule): Promise<ScheduleState> {
  const { name, note, every } = schedule;
  const about = { name, note, every: String(every) };
  try {
    const { state, info } = await client.schedule.getHandle(`${name}/${taskQueue}`).describe();
    return {
      ...about,
      state: state.paused ? 'paused' : 'running',
      lastRunAt: info.recentActions.at(-1)?.takenAt ?? null,
      nextRunAt: info.nextActionTimes[0] ?? null,
    };
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    return { ...about, state: 'missing', lastRunAt: null, nextRunAt: null };
  }
}
