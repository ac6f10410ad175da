import { findForgotten } from '../../commands/mobile-authentication/initialise/find-forgotten.ts';
import { pruneExpiredTokens } from '../../commands/tokens/prune-expired-tokens.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/** The activities of recurring work. */
export function createMaintenanceActivities(deps: ActivityDeps) {
  return {
    /**
     * Starts the workflows of rows that nothing looks after: the process that wrote one died before it could start it, or
     * its workflow was lost. Starting one that runs already does nothing.
     * @returns how many were started.
     */
    async startForgotten(): Promise<number> {
      let started = 0;
      for (const row of await findForgotten(deps)) {
        if (!(await deps.startMobileAuthentication(row))) continue;
        started += 1;
        deps.log.warn({ transaction_id: row.id, request_id: row.requestId }, 'started a transaction that no workflow looked after');
      }
      return started;
    },
    /** @returns the rows deleted: a batch of each table, so call again while it is not 0. */
    pruneExpired: () => pruneExpiredTokens(deps),
  };
}

export type MaintenanceActivities = ReturnType<typeof createMaintenanceActivities>;
