import { pruneBackchannelRequests } from '../../commands/authentication/backchannel/due-requests.ts';
import { pruneTrustedDevices } from '../../commands/authentication/trusted-devices/end-trusted-devices.ts';
import { pruneActionTokens } from '../../commands/action-tokens/open/open-tokens.ts';
import { pruneProviderTests } from '../../commands/authentication/methods/sso/test-provider.ts';
import { pruneBrowserAccounts } from '../../commands/authentication/browser-accounts/browser-accounts.ts';
import { pruneFlows } from '../../commands/authentication/flow/prune-flows.ts';
import { extendEventPartitions } from '../../commands/events/partitions/extend-event-partitions.ts';
import { pruneEvents } from '../../commands/events/partitions/prune-events.ts';
import {
  countOwedCallbacks,
  findForgottenCallbacks,
  findForgottenReplays,
} from '../../commands/mobile-authentication/callback/find-forgotten-replays.ts';
import { findForgotten } from '../../commands/mobile-authentication/initialise/find-forgotten.ts';
import { findUncancelled } from '../../commands/mobile-authentication/close/cancel-transactions.ts';
import { pruneTransactions } from '../../commands/mobile-authentication/retention/prune-transactions.ts';
import { pruneUnconnectedDevices } from '../../commands/devices/registration/prune-unconnected-devices.ts';
import { pruneMethodChanges } from '../../commands/persons/sign-in-methods/changes/undo-change.ts';
import { removeLostPhones } from '../../commands/authentication/own-methods/lost-phone.ts';
import { removeLostContacts } from '../../commands/persons/sign-in-methods/contacts/remove-contact.ts';
import { remindOfCertificates } from '../../commands/persons/sign-in-methods/certificate/remind-of-certificates.ts';
import { pruneDueMethods } from '../../commands/persons/sign-in-methods/removal/change-method.ts';
import { pruneEndedPush } from '../../commands/push/push-enrollment/prune-ended-push.ts';
import { pruneMessages } from '../../commands/messages/delivery/sweep-messages.ts';
import { pruneLogouts } from '../../commands/tokens/logouts/start-logouts.ts';
import { expireConsents } from '../../commands/tokens/consents/expire-consents.ts';
import { endExpiredSessions } from '../../commands/tokens/sessions/end-expired-sessions.ts';
import { pruneExpiredTokens } from '../../commands/tokens/prune-expired-tokens.ts';
import { keepSigningKeys } from '../../commands/tokens/signing-keys/rotate-signing-keys.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { sweepLogouts } from '../logout-delivery/start-logouts.ts';
import { sweepRequests } from '../ping-delivery/start-requests.ts';
import { endLostUses } from './end-lost-uses.ts';
import { sweepMessages } from './sweep-messages.ts';
import { sweepPushEnrollments } from './sweep-push-enrollments.ts';

/** The activities of recurring work. */
export function createMaintenanceActivities(deps: ActivityDeps) {
  return {
    /**
     * Starts the workflows of rows whose process died before it started them; starting one that runs or has run does nothing. Ends
     * transactions whose cancellation did not reach their workflow. Starts requested replays of callbacks, and first tries, that were
     * not started.
     * @returns the number of workflows that were started or ended.
     */
    async startForgotten(): Promise<number> {
      let started = (await sweepPushEnrollments(deps)) + (await sweepMessages(deps)) + (await sweepLogouts(deps));
      started += await endLostUses(deps);
      started += await sweepRequests(deps);
      for (const row of await findForgotten(deps)) {
        if (!(await deps.engine.mobileAuthentication.start(row))) continue;
        started += 1;
        deps.log.warn(
          { transaction_id: row.id, request_id: row.requestId },
          'started a transaction that no workflow looked after',
        );
      }
      const { timeoutMs } = deps.callback;
      const callbacks = [...(await findForgottenReplays(deps)), ...(await findForgottenCallbacks(deps, timeoutMs))];
      for (const callback of callbacks) if (await deps.engine.callbackReplay.start(callback)) started += 1;
      deps.metrics.noteOwedCallbacks(await countOwedCallbacks(deps));
      return started + (await endCancelled(deps));
    },
    /** Tells people of certificates that expire, too. @returns the number of deleted rows, and of these: one batch of each table, so repeat until it is 0. */
    pruneExpired: async (): Promise<number> =>
      (await endExpiredSessions(deps)) +
      (await expireConsents(deps)) +
      (await pruneExpiredTokens(deps)) +
      (await pruneEndedPush(deps)) +
      (await pruneUnconnectedDevices(deps)) +
      (await pruneFlows(deps)) +
      (await pruneBrowserAccounts(deps)) +
      (await pruneProviderTests(deps)) +
      (await pruneTrustedDevices(deps)) +
      (await pruneDueMethods(deps)) +
      (await remindOfCertificates(deps)) +
      (await removeLostContacts(deps)) +
      (await removeLostPhones(deps)) +
      (await pruneMethodChanges(deps)) +
      (await pruneActionTokens(deps)) +
      (await pruneMessages(deps)) +
      (await pruneLogouts(deps)) +
      (await pruneBackchannelRequests(deps)) +
      (await pruneTransactions(deps)),
    /** @returns the created partitions of events. */
    extendPartitions: () => deps.withoutStatementTimeout((em) => extendEventPartitions(em, deps)),
    /** @returns the dropped partitions of events. */
    prunePartitions: () => deps.withoutStatementTimeout((em) => pruneEvents(em, deps)),
    /** @returns the number of promoted or retired signing keys. */
    keepKeys: async (): Promise<number> =>
      keepSigningKeys(deps, (await deps.configuration.current()).general.signing_key_rotation_days),
  };
}

export type MaintenanceActivities = ReturnType<typeof createMaintenanceActivities>;

/** Ends transactions whose cancellation did not reach their workflow. A transaction without a workflow gets one that only closes it. */
async function endCancelled(deps: ActivityDeps): Promise<number> {
  let ended = 0;
  for (const row of await findUncancelled(deps)) {
    try {
      await deps.engine.mobileAuthentication.cancel(row.id);
      ended += 1;
      deps.log.warn(
        { transaction_id: row.id, request_id: row.requestId },
        'ended a transaction whose phone was taken away',
      );
    } catch (error) {
      if (!(error instanceof CountersignError) || error.code !== 'transaction_not_open') throw error;
      await deps.engine.mobileAuthentication.endLost(row, { status: 'not_authenticated', reason: 'cancelled' });
    }
  }
  return ended;
}
