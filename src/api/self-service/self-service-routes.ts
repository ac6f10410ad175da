import type { ApiDeps } from '../api-deps.ts';
import type { Route } from '../http/route.ts';
import { consentRoutes } from './consents/routes.ts';
import { credentialRoutes } from './credentials/routes.ts';
import { methodRoutes } from './methods/routes.ts';
import { profileRoutes } from './profile/routes.ts';
import { trustedDeviceRoutes } from './trusted-devices/routes.ts';
import { sessionRoutes } from './sessions/routes.ts';

/** The self-service API (contract/portal.md): what people see and change of their own. */
export function selfServiceRoutes(deps: ApiDeps): Route[] {
  return [
    ...methodRoutes(deps),
    ...credentialRoutes(deps),
    ...sessionRoutes(deps),
    ...trustedDeviceRoutes(deps),
    ...consentRoutes(deps),
    ...profileRoutes(deps),
  ];
}
