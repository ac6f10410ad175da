import { ApplicationFailure } from '@temporalio/common';
import {
  loadOwedPing,
  recordPingAttempt,
  recordPingFailed,
} from '../../commands/authentication/backchannel/ping-delivery.ts';
import type { OwedPing } from '../../commands/authentication/backchannel/ping-delivery.ts';
import type { CallbackResult } from '../../providers/callback/callback-sender.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { pauseUntilNext } from '../pause-until-next.ts';

const noAddress: CallbackResult = { status: 'failed', detail: 'ping: the client has no address', retryable: false };

/** The activities of notifications of CIBA, under the names that the workflow uses. */
export function createPingDeliveryActivities(deps: ActivityDeps) {
  return {
    /** Makes one attempt. A repetition after a crash notifies once more, upon which the client asks once more. */
    async sendPing({ backchannelRequestId: id }: { backchannelRequestId: string }): Promise<void> {
      const owed = await loadOwedPing(deps, id);
      if (!owed) return;
      const result = await send(deps, id, owed);
      await recordPingAttempt(deps, id, result);
      if (result.status === 'delivered') return;
      const { httpStatus: http_status, detail, retryable } = result;
      deps.log.warn({ backchannel_request_id: id, http_status, detail, retryable }, 'client not notified');
      const pause = retryable ? pauseUntilNext(deps, deps.clock()) : undefined;
      // No address and no token in the message: it is stored in the history.
      if (pause === undefined)
        throw ApplicationFailure.nonRetryable('The client can never be notified', 'ping_refused');
      throw ApplicationFailure.create({
        message: 'The client did not accept the notification',
        type: 'ping_failed',
        nextRetryDelay: pause,
      });
    },
    recordPingFailure: ({ backchannelRequestId: id }: { backchannelRequestId: string }): Promise<void> =>
      recordPingFailed(deps, id),
  };
}

export type PingDeliveryActivities = ReturnType<typeof createPingDeliveryActivities>;

async function send(deps: ActivityDeps, id: string, { url, authReqId, token }: OwedPing): Promise<CallbackResult> {
  if (url === null) return noAddress;
  const body = JSON.stringify({ auth_req_id: authReqId });
  return deps.callback.send({ url, body, bearer: token, webhookId: id, timestamp: deps.clock() });
}
