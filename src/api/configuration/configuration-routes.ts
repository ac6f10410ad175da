import type { ApiDeps } from '../api-deps.ts';
import type { Route } from '../http/route.ts';
import { versionRoutes } from './application-versions/routes.ts';
import { applicationRoutes } from './applications/routes.ts';
import { callbackTestRoute, pushTestRoute } from './channel-tests/routes.ts';
import { callbackEndpointRoutes } from './callback-endpoints/routes.ts';
import { geolocationRoutes } from './geolocation/routes.ts';
import { messageTemplateRoutes } from './message-templates/routes.ts';
import { typeRoutes } from './mobile-authentication-types/routes.ts';
import { outgoingProxyRoutes } from './outgoing-proxy/routes.ts';
import { pushConfigurationRoutes } from './push-messaging-configurations/routes.ts';
import { settingRoutes } from './settings/routes.ts';

/** Configuration API (contract/end-user.md section 6). API clients have a surface and a scope of their own. */
export function configurationRoutes(deps: ApiDeps): Route[] {
  return [
    ...versionRoutes(deps),
    ...applicationRoutes(deps),
    ...pushConfigurationRoutes(deps),
    pushTestRoute(deps),
    ...typeRoutes(deps),
    ...callbackEndpointRoutes(deps),
    callbackTestRoute(deps),
    ...geolocationRoutes(deps),
    ...messageTemplateRoutes(deps),
    ...outgoingProxyRoutes(deps),
    ...settingRoutes(deps),
  ];
}
