import type { WorkflowSchedule } from '../workflow-connection.ts';
import type * as workflows from './workflow.ts';

/** The schedule of re-encryption. A run may take long, as it reads every encrypted row. */
export const reencryptionSchedules = [
  {
    name: 're-encrypt',
    note: 'Encrypts with the current key what former keys encrypted',
    workflowType: 'reencryptColumns',
    every: '1 h',
    limit: '12 hours',
  },
] satisfies (WorkflowSchedule & { workflowType: keyof typeof workflows })[];
