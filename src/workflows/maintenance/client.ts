import type { WorkflowSchedule } from '../workflow-connection.ts';
import type * as workflows from './workflow.ts';

/** The schedules of maintenance. */
export const maintenanceSchedules = [
  {
    name: 'sweep-transactions',
    note: 'Starts what was written and is looked after by no workflow',
    workflowType: 'sweepTransactions',
    every: '15 s',
    limit: '10 minutes',
  },
  {
    name: 'prune-expired-rows',
    note: 'Deletes what has expired and transactions that are old',
    workflowType: 'pruneExpiredRows',
    every: '10 m',
    limit: '10 minutes',
  },
  {
    name: 'keep-event-partitions',
    note: 'Makes the partitions of the coming weeks and drops those past the retention',
    workflowType: 'keepEventPartitions',
    every: '1 h',
    limit: '10 minutes',
  },
  {
    name: 'keep-signing-keys',
    note: 'Lets the next signing keys sign when their time has come, and retires those whose tokens are over',
    workflowType: 'keepSigningKeys',
    every: '1 h',
    limit: '10 minutes',
  },
] satisfies (WorkflowSchedule & { workflowType: keyof typeof workflows })[];
