import { recordForgedUpdate } from '../commands/mobile-authentication/close/record-forged-update.ts';
import type { ForgedUpdate } from '../commands/mobile-authentication/close/record-forged-update.ts';
import { recordForgedConfirmation } from '../commands/push/push-enrollment/record-forged-confirmation.ts';
import { mobileAuthenticationWorkflow } from '../workflows/mobile-authentication/contract.ts';
import { pushEnrollmentWorkflow } from '../workflows/push-enrollment/contract.ts';
import type { ActivityDeps } from './activity-deps.ts';
import { createActionTokenActivities } from './action-token/create-activities.ts';
import { createEncryptionActivities } from './encryption/create-activities.ts';
import { createLogoutDeliveryActivities } from './logout-delivery/create-activities.ts';
import { createMaintenanceActivities } from './maintenance/create-activities.ts';
import { createMessageActivities } from './message/create-activities.ts';
import { createMobileAuthenticationActivities } from './mobile-authentication/create-activities.ts';
import { createPingDeliveryActivities } from './ping-delivery/create-activities.ts';
import { createPushEnrollmentActivities } from './push-enrollment/create-activities.ts';
import { createReconciliationActivities } from './reconciliation/create-activities.ts';

/** All activities of the worker. */
export function createActivities(deps: ActivityDeps) {
  return {
    ...createMobileAuthenticationActivities(deps),
    ...createPushEnrollmentActivities(deps),
    ...createActionTokenActivities(deps),
    ...createMessageActivities(deps),
    ...createLogoutDeliveryActivities(deps),
    ...createPingDeliveryActivities(deps),
    ...createMaintenanceActivities(deps),
    ...createEncryptionActivities(deps),
    ...createReconciliationActivities(deps),
  };
}

/** Records a forged update, by the type of the workflow that refused it. */
export const forgeryRecords: ReadonlyMap<
  string,
  (deps: Pick<ActivityDeps, 'em' | 'clock'>, forgery: ForgedUpdate) => Promise<void>
> = new Map([
  [mobileAuthenticationWorkflow, recordForgedUpdate],
  [pushEnrollmentWorkflow, recordForgedConfirmation],
]);
