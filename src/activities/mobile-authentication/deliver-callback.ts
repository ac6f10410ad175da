import { ApplicationFailure } from '@temporalio/common';
import { loadCallback, recordCallbackAttempt, recordCallbackFailed } from '../../commands/mobile-authentication/close/callback-delivery.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/** Tells the site that a transaction has ended, with the same `webhook-id` on every try. */
export function createCallbackActivities(deps: ActivityDeps) {
  return {
    async deliverCallback(work: { transactionId: string }): Promise<void> {
      const callback = await loadCallback(deps, work.transactionId);
      if (!callback) return;
      const result = await deps.callback.send({ ...callback.request, timestamp: deps.clock() });
      await recordCallbackAttempt(deps, callback, result);
      if (result.status === 'delivered') return;
      const { host } = new URL(callback.request.url);
      deps.log.warn({ transaction_id: work.transactionId, webhook_id: callback.deliveryId, host, http_status: result.httpStatus, detail: result.detail, retryable: result.retryable }, 'callback not delivered');
      // The message says nothing of the address: it ends up in the history.
      if (result.retryable) throw ApplicationFailure.retryable('The site did not take the callback', 'callback_failed');
      throw ApplicationFailure.nonRetryable('The callback can never be delivered', 'callback_refused');
    },
    async recordCallbackFailure(work: { transactionId: string }): Promise<void> {
      await recordCallbackFailed(deps, work.transactionId);
    },
  };
}
