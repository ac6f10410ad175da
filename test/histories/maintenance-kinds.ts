import type { MaintenanceActivities } from '../../src/activities/maintenance/create-activities.ts';
import type { Kind } from './kind.ts';

let fullBatches = 2;

/** Stand-ins for the world around recurring work. */
export const maintenanceActivities: MaintenanceActivities = {
  startForgotten: async () => 3,
  pruneExpired: async () => {
    fullBatches -= 1;
    return fullBatches < 0 ? 0 : 500;
  },
  extendPartitions: async () => ['event_from_20270104'],
  prunePartitions: async () => [],
};

function run(workflow: string): Kind {
  return async ({ server }, name) => {
    const handle = await server.client.workflow.start(workflow, { workflowId: name, taskQueue: server.taskQueue, workflowExecutionTimeout: '1 hour' });
    await handle.result();
    return handle;
  };
}

/** Recurring work, as its schedules run it. */
export const maintenanceKinds: Record<string, Kind> = {
  'maintenance-swept': run('sweepTransactions'),
  'maintenance-pruned-in-batches': run('pruneExpiredRows'),
  'maintenance-kept-event-partitions': run('keepEventPartitions'),
};
