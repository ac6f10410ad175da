import {
  describeCallback,
  recordCallbackAttempt,
  recordCallbackFailed,
} from '../../commands/mobile-authentication/callback/callback-delivery.ts';
import type { NewCallback } from '../../commands/mobile-authentication/close/close-transaction.ts';
import { callbackPause } from '../../domain/mobile-authentication/callback-retry.ts';
import type { ActivityDeps, FirstTries } from '../activity-deps.ts';
import type { FirstTryResult } from '../transaction-metrics.ts';
import { unlisted } from './deliver-callback.ts';

/** The maximum number of concurrent first tries in one process. Each waits up to ten seconds for the site. */
const mostConcurrent = 64;

type Deps = Pick<ActivityDeps, 'em' | 'clock' | 'random' | 'configuration' | 'callback' | 'log' | 'metrics' | 'engine'>;

/** A successful first try costs one request and one statement, and no workflow. */
export function createFirstTries(deps: Deps): FirstTries {
  const underWay = new Set<Promise<void>>();
  return {
    begin: (owed) => {
      const work = underWay.size < mostConcurrent ? tryOnce(deps, owed) : handOn(deps, owed, 0);
      const counted = work
        .catch((error: unknown): FirstTryResult => {
          deps.log.warn({ err: error, transaction_id: owed.transactionId }, 'a callback is left to the sweeper');
          return 'left';
        })
        .then((result) => {
          deps.metrics.countFirstTry(result);
          underWay.delete(counted);
        });
      underWay.add(counted);
    },
    drained: async () => void (await Promise.all(underWay)),
  };
}

async function tryOnce(deps: Deps, owed: NewCallback): Promise<FirstTryResult> {
  const { transactionId } = owed;
  const callback = await describeCallback(deps, { ...owed, replay: 0 });
  const at = deps.clock();
  const result = callback.isUnlisted ? unlisted : await deps.callback.send({ ...callback.request, timestamp: at });
  const endedAt = deps.clock();
  const mayBeRepeated = result.status === 'failed' && result.retryable;
  const pause = mayBeRepeated ? callbackPause(1, deps.random(4).readUInt32BE() / 2 ** 32) : 0;
  const nextAttemptAt = mayBeRepeated ? new Date(endedAt.getTime() + pause) : undefined;
  await recordCallbackAttempt(deps, callback, { ...result, at, endedAt, nextAttemptAt });
  if (result.status === 'delivered') return 'delivered';
  const { host } = new URL(owed.url);
  const { detail, httpStatus: http_status, retryable } = result;
  deps.log.warn(
    { transaction_id: transactionId, webhook_id: owed.deliveryId, host, http_status, detail, retryable },
    'callback not delivered',
  );
  if (mayBeRepeated) return handOn(deps, owed, pause);
  await recordCallbackFailed(deps, { transactionId });
  return 'failed';
}

/** Starts the workflow that tries to deliver the callback for a day. */
async function handOn(
  deps: Deps,
  { transactionId, requestId, about }: NewCallback,
  startDelay: number,
): Promise<FirstTryResult> {
  await deps.engine.callbackReplay.start({ transactionId, replay: 0, requestId, about, startDelay });
  return 'handed_on';
}
