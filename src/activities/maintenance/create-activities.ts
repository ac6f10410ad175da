import { findUndispatched } from '../../commands/mobile-authentication/initialise/find-undispatched.ts';
import { pruneExpiredTokens } from '../../commands/tokens/prune-expired-tokens.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/** The activities of recurring work. */
export function createMaintenanceActivities(deps: ActivityDeps) {
  return {
    /**
     * Starts the workflows of rows that were written by a process that died before it could start them. Starting one that
     * runs already does nothing.
     * @returns how many were found.
     */
    async startUndispatched(): Promise<number> {
      const rows = await findUndispatched(deps);
      for (const row of rows) {
        await deps.startMobileAuthentication(row);
        deps.log.warn({ transaction_id: row.id, request_id: row.requestId }, 'started a transaction whose workflow had not been started');
      }
      return rows.length;
    },
    /** @returns the rows deleted: a batch of each table, so call again while it is not 0. */
    pruneExpired: () => pruneExpiredTokens(deps),
  };
}

export type MaintenanceActivities = ReturnType<typeof createMaintenanceActivities>;
