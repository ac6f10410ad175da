import { ApplicationFailure } from '@temporalio/common';
import {
  loadCallback,
  recordCallbackAttempt,
  recordCallbackFailed,
} from '../../commands/mobile-authentication/callback/callback-delivery.ts';
import type { CallbackRun } from '../../commands/mobile-authentication/callback/callback-delivery.ts';
import type { CallbackResult } from '../../providers/callback/callback-sender.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { pauseUntilNext } from '../pause-until-next.ts';

/** The URL left the whitelist after initialisation: send nothing (docs/decisions/0048). */
export const unlisted: CallbackResult = {
  status: 'failed',
  detail: 'callback: not on the whitelist',
  retryable: false,
};

/** Sends the callback of a transaction, with the same `webhook-id` on every try and in every replay. */
export function createCallbackActivities(deps: ActivityDeps) {
  return {
    async deliverCallback(run: CallbackRun): Promise<void> {
      const callback = await loadCallback(deps, run);
      if (!callback) return;
      const at = deps.clock();
      const result = callback.isUnlisted ? unlisted : await deps.callback.send({ ...callback.request, timestamp: at });
      const endedAt = deps.clock();
      const pause = result.status === 'failed' && result.retryable ? pauseUntilNext(deps, endedAt) : undefined;
      const nextAttemptAt = pause === undefined ? undefined : new Date(endedAt.getTime() + pause);
      await recordCallbackAttempt(deps, callback, { ...result, at, endedAt, nextAttemptAt });
      if (result.status === 'delivered') return;
      const { host } = new URL(callback.request.url);
      deps.log.warn(
        {
          transaction_id: run.transactionId,
          webhook_id: callback.deliveryId,
          host,
          http_status: result.httpStatus,
          detail: result.detail,
          retryable: result.retryable,
        },
        'callback not delivered',
      );
      // No address in the message: it is stored in the history.
      if (pause !== undefined)
        throw ApplicationFailure.create({
          message: 'The site did not take the callback',
          type: 'callback_failed',
          nextRetryDelay: pause,
        });
      throw ApplicationFailure.nonRetryable('The callback can never be delivered', 'callback_refused');
    },
    async recordCallbackFailure(run: CallbackRun): Promise<void> {
      await recordCallbackFailed(deps, run);
    },
  };
}
