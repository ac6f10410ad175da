import { CancellationScope, proxyActivities } from '@temporalio/workflow';
import type { PingDeliveryActivities } from '../../activities/ping-delivery/create-activities.ts';
import type { PingDeliveryInput } from './contract.ts';

const { sendPing } = proxyActivities<PingDeliveryActivities>({
  startToCloseTimeout: '20 s',
  // Longer than any request lives: what it notifies of is over then.
  scheduleToCloseTimeout: '1 h',
  // The activity sets the delay of each retry; this policy applies when the activity was lost.
  retry: { initialInterval: '2 s', backoffCoefficient: 2, maximumInterval: '1 h' },
});
const { recordPingFailure } = proxyActivities<PingDeliveryActivities>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '1 s', maximumInterval: '30 s' },
});

/** Notifies a client that its request for a sign-in without a browser has ended. */
export async function deliverPing(input: PingDeliveryInput): Promise<void> {
  await sendPing(input).catch(() => CancellationScope.nonCancellable(() => recordPingFailure(input)));
}
