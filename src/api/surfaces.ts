import type { Middleware } from 'koa';
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
import { followOwnChanges } from './configuration/follow-own-changes.ts';
import { deviceRoutes } from './end-user/devices/routes.ts';
import { endUserRoutes } from './end-user/end-user-routes.ts';
import { eventRoutes } from './end-user/events/routes.ts';
import { introspectionRoutes } from './end-user/introspection/routes.ts';
import { adminProblems, codedErrors, problems, providerProblems, websiteErrors } from './error-formats.ts';
import { healthRoutes } from './health/health-routes.ts';
import { appCors } from './middleware/app-cors.ts';
import { authenticateApiClient } from './middleware/authenticate-api-client.ts';
import type { BodyFormat } from './middleware/content-types.ts';
import type { Surface } from './mount-surface.ts';
import { gatewayRoutes, twilioRoutes } from './providers/routes.ts';
import { referenceSurfaces } from './reference/reference-surfaces.ts';
import { websiteRoutes } from './website/website-routes.ts';

/** As deployed clients know it (contract/mobile-authentication.md section 1). */
const publishedJson = 'application/json;charset=UTF-8';

/** Of users, devices, events and the configuration (contract/end-user.md). */
const caching = 'no-store';

/** Most of its requests have no body: what comes may be a form with the caller's credentials, or the `{}` that some clients add. */
const bodyOrCredentials: readonly BodyFormat[] = ['json', 'form'];

/** Surface x path x authentication x error format. A path belongs to the first whose base it is below. */
export function surfaces(deps: ApiDeps): Surface[] {
  const all: Surface[] = [
    ...referenceSurfaces(deps, () => all),
    { name: 'health', title: 'Health', caller: 'anybody', base: '/health', reads: [], refuses: problems, before: [], routes: healthRoutes(deps) },
    { name: 'app', title: 'App protocol', caller: 'app', base: '/app/v1', reads: ['json'], refuses: problems, before: [appCors(deps.environment.corsOrigins), recordEnrollmentRefusals(deps), authenticateApp(deps)], routes: appRoutes(deps) },
    ...providerSurfaces(deps),
    ...adminSurfaces(deps),
    ...publishedSurfaces(deps),
  ];
  return all;
}

/** For providers, which sign what they report: each in the form that it speaks. */
function providerSurfaces(deps: ApiDeps): Surface[] {
  const providers = { name: 'providers', caller: 'provider', refuses: providerProblems } as const;
  return [
    { ...providers, title: 'Reports of Twilio', base: '/providers/twilio', reads: ['form'], before: [], routes: twilioRoutes(deps) },
    { ...providers, title: 'Reports of the SMS gateway', base: '/providers/sms-gateway', reads: ['json'], before: [], routes: gatewayRoutes(deps) },
  ];
}

/** For operators; no browser of another origin gets in, as nothing here allows it. */
function adminSurfaces(apiDeps: ApiDeps): Surface[] {
  const deps = createAdminDeps(apiDeps);
  const admin = { name: 'admin', reads: ['json'], refuses: adminProblems } as const;
  return [
    { ...admin, title: 'Admin API: session', caller: 'anybody', base: '/admin/v1/session', before: [ownOriginOnly], routes: sessionRoutes(deps) },
    { ...admin, title: 'Admin API', caller: 'operator', base: '/admin/v1', before: [ownOriginOnly, deps.access.authenticate], routes: adminRoutes(deps) },
  ];
}

type PublishedSurface = Omit<Surface, 'answers' | 'before' | 'caller' | 'scope'> & {
  /** What an API client needs. */
  scope: ApiScope;
  /** After it is authenticated. */
  before?: Middleware[];
};

/** The surfaces whose contract is published: their callers are API clients. */
function publishedSurfaces(deps: ApiDeps): Surface[] {
  const devices = { name: 'devices', caching, scope: 'onegini_api_end_user', reads: bodyOrCredentials, refuses: codedErrors('insufficient_permissions') } as const;
  const introspection = { name: 'introspection', scope: 'onegini_api_token_introspection', reads: ['form'], refuses: websiteErrors } as const;
  const events = { name: 'events', caching, scope: 'onegini_api_events', reads: [], refuses: codedErrors('insufficient_permissions') } as const;
  const configuration = { name: 'configuration', caching, reads: ['json'] as const, refuses: codedErrors('forbidden'), before: [followOwnChanges(deps.configuration)] };
  const website = { name: 'website', scope: 'onegini_api_mobile_authentication', reads: ['form'], refuses: websiteErrors } as const;
  const published: PublishedSurface[] = [
    { ...devices, title: 'Devices, v3', base: '/oauth/api/v3/users', routes: deviceRoutes(deps, 'v3') },
    { ...devices, title: 'Devices, v4', base: '/oauth/api/v4/users', routes: deviceRoutes(deps, 'v4') },
    { ...introspection, title: 'Token introspection, v1', base: '/oauth/api/v1/token', routes: introspectionRoutes(deps, 'v1') },
    { ...introspection, title: 'Token introspection, v2', base: '/oauth/api/v2/token', routes: introspectionRoutes(deps, 'v2') },
    { ...events, title: 'Events', base: '/oauth/api/v1/events', routes: eventRoutes(deps) },
    { ...configuration, title: 'Configuration: API clients', base: '/oauth/api/v1/configuration/api-clients', scope: 'onegini_api_admin', routes: apiClientRoutes(deps) },
    { ...configuration, title: 'Configuration', base: '/oauth/api/v1/configuration', scope: 'onegini_api_config', routes: configurationRoutes(deps) },
    { ...website, title: 'Mobile authentication, v4', base: '/oauth/api/v4', routes: websiteRoutes(deps, 'v4') },
    { ...website, title: 'Mobile authentication, v3', base: '/oauth/api/v3', routes: websiteRoutes(deps, 'v3') },
    { ...website, title: 'Mobile authentication, v2', base: '/oauth/api/v2', routes: websiteRoutes(deps, 'v2') },
    { name: 'end-user', caching, title: 'End users', base: '/oauth/api/v1', scope: 'onegini_api_end_user', reads: bodyOrCredentials, refuses: websiteErrors, routes: endUserRoutes(deps) },
  ];
  return published.map((surface) => ({ ...surface, caller: 'api-client', answers: publishedJson, before: [authenticateApiClient(deps, surface.scope), ...(surface.before ?? [])] }));
}
