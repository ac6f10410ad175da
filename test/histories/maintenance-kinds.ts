import type { MaintenanceActivities } from '../../src/activities/maintenance/create-activities.ts';
import type { EncryptionActivities } from '../../src/activities/encryption/create-activities.ts';
import type { ReconciliationActivities } from '../../src/activities/reconciliation/create-activities.ts';
import type { Kind } from './kind.ts';

let fullBatches = 2;
let comparedBatches = 0;
let reencryptedBatches = 0;

/** Stand-ins for the world around recurring work. */
export const maintenanceActivities: MaintenanceActivities & ReconciliationActivities & EncryptionActivities = {
  startForgotten: async () => 3,
  pruneExpired: async () => {
    fullBatches -= 1;
    return fullBatches < 0 ? 0 : 500;
  },
  extendPartitions: async () => ['event_from_20270104'],
  prunePartitions: async () => [],
  keepKeys: async () => 3,
  beginReencryption: async () => 'k2',
  reencryptBatch: async (_keyId, position) => {
    reencryptedBatches += 1;
    const isFirstPass = reencryptedBatches <= 2;
    return {
      next: position ? null : { table: 'transaction', after: ['019c0000-0000-7000-8000-000000000000'] },
      looked: 500,
      encrypted: isFirstPass ? 20 : 0,
    };
  },
  endReencryption: async () => undefined,
  compareBatch: async () => {
    comparedBatches += 1;
    return {
      repaired: 1,
      left:
        comparedBatches % 3 === 0
          ? {}
          : { transactions: '2026-11-22T10:00:00.000Z 019c0000-0000-7000-8000-000000000000' },
    };
  },
};

function run(workflow: string): Kind {
  return async ({ server }, name) => {
    const handle = await server.client.workflow.start(workflow, {
      workflowId: name,
      taskQueue: server.taskQueue,
      workflowExecutionTimeout: '1 hour',
    });
    await handle.result();
    return handle;
  };
}

/** Recurring work, as its schedules run it. */
export const maintenanceKinds: Record<string, Kind> = {
  'maintenance-swept': run('sweepTransactions'),
  'maintenance-pruned-in-batches': run('pruneExpiredRows'),
  'maintenance-reconciled-in-batches': run('reconcile'),
  'maintenance-kept-event-partitions': run('keepEventPartitions'),
  'maintenance-kept-signing-keys': run('keepSigningKeys'),
  'maintenance-reencrypted-in-two-passes': run('reencryptColumns'),
};
