import type { ApiDeps } from '../api-deps.ts';
import type { Route } from '../http/route.ts';
import { applicationRoutes } from './applications/routes.ts';
import { consentRoutes } from './consents/routes.ts';
import { enrollmentCodeRoutes } from './enrollment-codes/routes.ts';
import { notificationSettingRoutes } from './notification-setting/routes.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { tokenRoutes } from './tokens/routes.ts';

/** The end-user API (contract/end-user.md section 1). */
export function endUserRoutes(deps: ApiDeps): Route[] {
  return [
    ...tokenRoutes(deps),
    ...consentRoutes(deps),
    ...applicationRoutes(deps),
    ...sessionRoutes(deps),
    ...notificationSettingRoutes(deps),
    ...enrollmentCodeRoutes(deps),
  ];
}
