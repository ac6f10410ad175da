import { CancellationScope, proxyActivities } from '@temporalio/workflow';
import type { LogoutDeliveryActivities } from '../../activities/logout-delivery/create-activities.ts';
import type { LogoutDeliveryInput } from './contract.ts';

const { sendLogout } = proxyActivities<LogoutDeliveryActivities>({
  startToCloseTimeout: '20 s',
  scheduleToCloseTimeout: '24 h',
  // The activity sets the delay of each retry; this policy applies when the activity was lost.
  retry: { initialInterval: '2 s', backoffCoefficient: 2, maximumInterval: '1 h' },
});
const { recordLogoutFailure } = proxyActivities<LogoutDeliveryActivities>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '1 s', maximumInterval: '30 s' },
});

/** Delivers the logout token of an ended session to one client within a day. */
export async function deliverLogout(input: LogoutDeliveryInput): Promise<void> {
  await sendLogout(input).catch(() => CancellationScope.nonCancellable(() => recordLogoutFailure(input)));
}
