import { extendEventPartitions } from '../../commands/events/partitions/extend-event-partitions.ts';
import { pruneEvents } from '../../commands/events/partitions/prune-events.ts';
import { findForgottenReplays } from '../../commands/mobile-authentication/callback/find-forgotten-replays.ts';
import { findForgotten } from '../../commands/mobile-authentication/initialise/find-forgotten.ts';
import { findUncancelled } from '../../commands/mobile-authentication/close/cancel-transactions.ts';
import { pruneTransactions } from '../../commands/mobile-authentication/retention/prune-transactions.ts';
import { pruneEndedPush } from '../../commands/push-enrollment/prune-ended-push.ts';
import { pruneExpiredTokens } from '../../commands/tokens/prune-expired-tokens.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { sweepPushEnrollments } from './sweep-push-enrollments.ts';

/** The activities of recurring work. */
export function createMaintenanceActivities(deps: ActivityDeps) {
  return {
    /**
     * Starts the workflows of rows that nothing looks after: the process that wrote one died before it could start it.
     * Starting one that runs or has run does nothing. Ends those whose cancellation did not reach their workflow. Starts replays of
     * callbacks that were asked for and not started.
     * @returns how many were started or ended.
     */
    async startForgotten(): Promise<number> {
      let started = await sweepPushEnrollments(deps);
      for (const row of await findForgotten(deps)) {
        if (!(await deps.startMobileAuthentication(row))) continue;
        started += 1;
        deps.log.warn({ transaction_id: row.id, request_id: row.requestId }, 'started a transaction that no workflow looked after');
      }
      for (const replay of await findForgottenReplays(deps)) if (await deps.startCallbackReplay(replay)) started += 1;
      return started + (await endCancelled(deps));
    },
    /** @returns the rows deleted: a batch of each table, so call again while it is not 0. */
    pruneExpired: async (): Promise<number> => (await pruneExpiredTokens(deps)) + (await pruneEndedPush(deps)) + (await pruneTransactions(deps)),
    /** @returns the partitions of events that were made. */
    extendPartitions: () => deps.unhurried((em) => extendEventPartitions(em, deps)),
    /** @returns the partitions of events that were dropped. */
    prunePartitions: () => deps.unhurried((em) => pruneEvents(em, deps)),
  };
}

export type MaintenanceActivities = ReturnType<typeof createMaintenanceActivities>;

/** Ends transactions whose phone was taken away while their workflow could not be told. Without a workflow they get one that does nothing else. */
async function endCancelled(deps: ActivityDeps): Promise<number> {
  let ended = 0;
  for (const row of await findUncancelled(deps)) {
    try {
      await deps.cancelTransaction(row.id);
      ended += 1;
      deps.log.warn({ transaction_id: row.id, request_id: row.requestId }, 'ended a transaction whose phone was taken away');
    } catch (error) {
      if (!(error instanceof CountersignError) || error.code !== 'transaction_not_open') throw error;
      await deps.endLostTransaction(row, { status: 'not_authenticated', reason: 'cancelled' });
    }
  }
  return ended;
}
