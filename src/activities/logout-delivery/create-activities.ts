import { ApplicationFailure } from '@temporalio/common';
import {
  loadOwedLogout,
  recordLogoutAttempt,
  recordLogoutFailed,
} from '../../commands/tokens/logouts/logout-delivery.ts';
import type { OwedLogout } from '../../commands/tokens/logouts/logout-delivery.ts';
import type { CallbackResult } from '../../providers/callback/callback-sender.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { pauseUntilNext } from '../pause-until-next.ts';

const noAddress: CallbackResult = { status: 'failed', detail: 'logout: the client has no address', retryable: false };
/** A process may get to know a new client a moment later than the database. */
const unknownClient: CallbackResult = { status: 'failed', detail: 'logout: the client is not known', retryable: true };

/** The activities of back-channel logout, under the names that the workflow uses. */
export function createLogoutDeliveryActivities(deps: ActivityDeps) {
  return {
    /**
     * Makes one attempt with a new logout token, which lives for two minutes. A repetition after a crash signs the same session out once
     * more, which changes nothing.
     */
    async sendLogout({ deliveryId }: { deliveryId: string }): Promise<void> {
      const owed = await loadOwedLogout(deps, deliveryId);
      if (!owed) return;
      const result = await send(deps, deliveryId, owed);
      await recordLogoutAttempt(deps, deliveryId, result);
      if (result.status === 'delivered') return;
      const { httpStatus: http_status, detail, retryable } = result;
      deps.log.warn(
        { delivery_id: deliveryId, client_id: owed.clientId, http_status, detail, retryable },
        'logout token not delivered',
      );
      const pause = retryable ? pauseUntilNext(deps, deps.clock()) : undefined;
      // No address in the message: it is stored in the history.
      if (pause === undefined)
        throw ApplicationFailure.nonRetryable('The logout token can never be delivered', 'logout_refused');
      throw ApplicationFailure.create({
        message: 'The client did not accept the logout token',
        type: 'logout_failed',
        nextRetryDelay: pause,
      });
    },
    recordLogoutFailure: ({ deliveryId }: { deliveryId: string }): Promise<void> =>
      recordLogoutFailed(deps, deliveryId),
  };
}

export type LogoutDeliveryActivities = ReturnType<typeof createLogoutDeliveryActivities>;

async function send(deps: ActivityDeps, deliveryId: string, { url, ...about }: OwedLogout): Promise<CallbackResult> {
  if (url === null) return noAddress;
  const token = await deps.authorizationServer.createLogoutToken(about);
  if (token === undefined) return unknownClient;
  const form = new URLSearchParams({ logout_token: token }).toString();
  return deps.callback.send({ url, body: form, isForm: true, webhookId: deliveryId, timestamp: deps.clock() });
}
