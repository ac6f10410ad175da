import type { ApiScope } from '../domain/configuration/api-scopes.ts';
import type { ApiDeps } from './api-deps.ts';
import { createAdminDeps } from './admin/admin-deps.ts';
import { adminRoutes } from './admin/admin-routes.ts';
import { ownOriginOnly } from './admin/own-origin-only.ts';
import { sessionRoutes } from './admin/session/routes.ts';
import { authenticateApp } from './app/authenticate-app.ts';
import { recordEnrollmentRefusals } from './app/record-enrollment-refusals.ts';
import { appRoutes } from './app/app-routes.ts';
import { apiClientRoutes } from './configuration/api-clients/routes.ts';
import { configurationRoutes } from './configuration/configuration-routes.ts';
import { deviceRoutes } from './end-user/devices/routes.ts';
import { endUserRoutes } from './end-user/end-user-routes.ts';
import { eventRoutes } from './end-user/events/routes.ts';
import { introspectionRoutes } from './end-user/introspection/routes.ts';
import { adminProblems, codedErrors, problems, websiteErrors } from './error-formats.ts';
import { healthRoutes } from './health/health-routes.ts';
import { appCors } from './middleware/app-cors.ts';
import { authenticateApiClient } from './middleware/authenticate-api-client.ts';
import type { BodyFormat } from './middleware/content-types.ts';
import type { Surface } from './mount-surface.ts';
import { websiteRoutes } from './website/website-routes.ts';

/** As deployed clients know it (contract/mobile-authentication.md section 1). */
const publishedJson = 'application/json;charset=UTF-8';

/** Of users, devices, events and the configuration (contract/end-user.md). */
const caching = 'no-store';

/** Most of its requests have no body: what comes may be a form with the caller's credentials, or the `{}` that some clients add. */
const bodyOrCredentials: readonly BodyFormat[] = ['json', 'form'];

/** Surface x path x authentication x error format. A path belongs to the first whose base it is below. */
export function surfaces(deps: ApiDeps): Surface[] {
  return [
    { name: 'health', base: '/health', reads: [], refuses: problems, before: [], routes: healthRoutes(deps) },
    { name: 'app', base: '/app/v1', reads: ['json'], refuses: problems, before: [appCors(deps.environment.corsOrigins), recordEnrollmentRefusals(deps), authenticateApp(deps)], routes: appRoutes(deps) },
    ...adminSurfaces(deps),
    ...publishedSurfaces(deps),
  ];
}

/** For operators; no browser of another origin gets in, as nothing here allows it. */
function adminSurfaces(apiDeps: ApiDeps): Surface[] {
  const deps = createAdminDeps(apiDeps);
  const admin = { name: 'admin', reads: ['json'], refuses: adminProblems } as const;
  return [
    { ...admin, base: '/admin/v1/session', before: [ownOriginOnly], routes: sessionRoutes(deps) },
    { ...admin, base: '/admin/v1', before: [ownOriginOnly, deps.access.authenticate], routes: adminRoutes(deps) },
  ];
}

type PublishedSurface = Omit<Surface, 'answers' | 'before'> & {
  /** What an API client needs. */
  scope: ApiScope;
};

/** The surfaces whose contract is published: their callers are API clients. */
function publishedSurfaces(deps: ApiDeps): Surface[] {
  const devices = { name: 'devices', caching, scope: 'onegini_api_end_user', reads: bodyOrCredentials, refuses: codedErrors('insufficient_permissions') } as const;
  const introspection = { name: 'introspection', scope: 'onegini_api_token_introspection', reads: ['form'], refuses: websiteErrors } as const;
  const events = { name: 'events', caching, scope: 'onegini_api_events', reads: [], refuses: codedErrors('insufficient_permissions') } as const;
  const configuration = { name: 'configuration', caching, reads: ['json'], refuses: codedErrors('forbidden') } as const;
  const website = { name: 'website', scope: 'onegini_api_mobile_authentication', reads: ['form'], refuses: websiteErrors } as const;
  const published: PublishedSurface[] = [
    { ...devices, base: '/oauth/api/v3/users', routes: deviceRoutes(deps, 'v3') },
    { ...devices, base: '/oauth/api/v4/users', routes: deviceRoutes(deps, 'v4') },
    { ...introspection, base: '/oauth/api/v1/token', routes: introspectionRoutes(deps, 'v1') },
    { ...introspection, base: '/oauth/api/v2/token', routes: introspectionRoutes(deps, 'v2') },
    { ...events, base: '/oauth/api/v1/events', routes: eventRoutes(deps) },
    { ...configuration, base: '/oauth/api/v1/configuration/api-clients', scope: 'onegini_api_admin', routes: apiClientRoutes(deps) },
    { ...configuration, base: '/oauth/api/v1/configuration', scope: 'onegini_api_config', routes: configurationRoutes(deps) },
    { ...website, base: '/oauth/api/v4', routes: websiteRoutes(deps, 'v4') },
    { ...website, base: '/oauth/api/v3', routes: websiteRoutes(deps, 'v3') },
    { ...website, base: '/oauth/api/v2', routes: websiteRoutes(deps, 'v2') },
    { name: 'end-user', caching, base: '/oauth/api/v1', scope: 'onegini_api_end_user', reads: bodyOrCredentials, refuses: websiteErrors, routes: endUserRoutes(deps) },
  ];
  return published.map(({ scope, ...surface }) => ({ ...surface, answers: publishedJson, before: [authenticateApiClient(deps, scope)] }));
}
