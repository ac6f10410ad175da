import type { WorkflowSchedule } from '../workflow-connection.ts';
import type * as workflows from './workflow.ts';

/** The schedule that compares rows and workflows. */
export const reconciliationSchedules = [
  {
    name: 'reconcile',
    note: 'Compares rows and workflows, and repairs where they disagree',
    workflowType: 'reconcile',
    every: '1 m',
    limit: '10 minutes',
  },
] satisfies (WorkflowSchedule & { workflowType: keyof typeof workflows })[];
