import { CancellationScope, proxyActivities } from '@temporalio/workflow';
import type { MobileAuthenticationActivities } from '../../activities/mobile-authentication/create-activities.ts';
import { callbackTries } from '../../domain/mobile-authentication/callback-retry.ts';
import type { CallbackReplayRun } from './contract.ts';

const { deliverCallback } = proxyActivities<Pick<MobileAuthenticationActivities, 'deliverCallback'>>({
  startToCloseTimeout: '20 s',
  scheduleToCloseTimeout: callbackTries,
  // The activity sets the delay of each retry; this policy applies when the activity was lost.
  retry: { initialInterval: '2 s', backoffCoefficient: 2, maximumInterval: '1 h' },
});
const { recordCallbackFailure } = proxyActivities<Pick<MobileAuthenticationActivities, 'recordCallbackFailure'>>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '1 s', maximumInterval: '30 s' },
});

/** Delivers the callback of a finished mobile authentication within a day, after a failed first try or when an operator asks for a replay. */
export async function replayCallback(run: CallbackReplayRun): Promise<void> {
  await deliverCallback(run).catch(() => CancellationScope.nonCancellable(() => recordCallbackFailure(run)));
}
