import type { ActivityDeps } from './activity-deps.ts';
import { createMaintenanceActivities } from './maintenance/create-activities.ts';
import { createMobileAuthenticationActivities } from './mobile-authentication/create-activities.ts';
import { createPushEnrollmentActivities } from './push-enrollment/create-activities.ts';
import { createReconciliationActivities } from './reconciliation/create-activities.ts';

/** Every activity the worker offers. */
export function createActivities(deps: ActivityDeps) {
  return {
    ...createMobileAuthenticationActivities(deps),
    ...createPushEnrollmentActivities(deps),
    ...createMaintenanceActivities(deps),
    ...createReconciliationActivities(deps),
  };
}
