import type { ApiDeps } from '../api-deps.ts';
import type { Route } from '../http/route.ts';
import { makeAppDeps } from './app-deps.ts';
import { callerNeeded } from './authenticate-app.ts';
import { appToWebRoutes } from './app-to-web/routes.ts';
import { authenticatorRoutes } from './authenticators/routes.ts';
import { keyEnrollmentRoutes } from './key-enrollment/routes.ts';
import { pushEnrollmentRoutes } from './push-enrollment/routes.ts';
import { registrationRoutes } from './registrations/routes.ts';
import { transactionRoutes } from './transactions/routes.ts';

/** The app protocol, version 1 (docs/app-protocol.md). Tokens come from the authorization server. */
export function appRoutes(deps: ApiDeps): Route[] {
  const appDeps = makeAppDeps(deps);
  const routes = [
    ...registrationRoutes(appDeps),
    ...authenticatorRoutes(appDeps),
    ...keyEnrollmentRoutes(appDeps),
    ...pushEnrollmentRoutes(appDeps),
    ...transactionRoutes(appDeps),
    ...appToWebRoutes(appDeps),
  ];
  return routes.map((route) => ({
    ...route,
    caller: callerNeeded(route.method.toUpperCase(), `/app/v1${route.path}`),
  }));
}
