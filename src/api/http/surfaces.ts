import type { Middleware } from 'koa';
import { bounds } from '../../domain/rate-limits/limits.ts';
import { administrationScope } from '../../domain/configuration/api-scopes.ts';
import type { ApiScope } from '../../domain/configuration/api-scopes.ts';
import type { ApiDeps } from '../api-deps.ts';
import { createAdminDeps } from '../admin/admin-deps.ts';
import { adminRoutes } from '../admin/admin-routes.ts';
import { configurationFileRoutes } from '../admin/configuration-file/routes.ts';
import { createOperatorAccess } from '../admin/operator-access.ts';
import { consolePage } from '../console/console-page.ts';
import { ownOriginOnly } from '../admin/own-origin-only.ts';
import { authenticateApp } from '../app/authenticate-app.ts';
import { recordEnrollmentRefusals } from '../app/record-enrollment-refusals.ts';
import { appRoutes } from '../app/app-routes.ts';
import { authenticationRoutes } from '../authentication/routes.ts';
import { ssoRoutes } from '../authentication/sso-routes.ts';
import { apiClientRoutes } from '../configuration/api-clients/routes.ts';
import { messageTestRoute } from '../configuration/channel-tests/routes.ts';
import { configurationRoutes } from '../configuration/configuration-routes.ts';
import { smsGatewayRoutes } from '../configuration/sms-gateway/routes.ts';
import { smtpServerRoutes } from '../configuration/smtp-server/routes.ts';
import { followOwnChanges } from '../configuration/follow-own-changes.ts';
import { deviceRoutes } from '../end-user/devices/routes.ts';
import { endUserRoutes } from '../end-user/end-user-routes.ts';
import { eventRoutes } from '../end-user/events/routes.ts';
import { introspectionRoutes } from '../end-user/introspection/routes.ts';
import {
  adminProblems,
  codedErrors,
  flowProblems,
  personRefusals,
  problems,
  providerProblems,
  selfServiceProblems,
  websiteErrors,
} from './error-formats.ts';
import { certificateRoutes } from '../self-service/certificates/routes.ts';
import { authenticatePerson } from '../self-service/authenticate-person.ts';
import { selfServiceRoutes } from '../self-service/self-service-routes.ts';
import { healthRoutes } from '../health/health-routes.ts';
import { appCors } from './middleware/app-cors.ts';
import { authenticateApiClient } from './middleware/authenticate-api-client.ts';
import type { BodyFormat } from './middleware/content-types.ts';
import type { Surface } from './mount-surface.ts';
import { credentialRoutes } from '../credentials/routes.ts';
import { actionTokenRoutes } from '../persons/action-tokens/routes.ts';
import { personRoutes } from '../persons/routes.ts';
import { gatewayRoutes, twilioRoutes } from '../providers/routes.ts';
import { referenceSurfaces } from '../reference/reference-surfaces.ts';
import { websiteRoutes } from '../website/website-routes.ts';

/** Content type of the published API (contract/mobile-authentication.md section 1). */
const publishedJson = 'application/json;charset=UTF-8';

/** `Cache-Control` of users, devices, events and the configuration (contract/end-user.md). */
const caching = 'no-store';

/** Most requests have no body. Some clients send a form with their credentials, some send `{}`. */
const bodyOrCredentials: readonly BodyFormat[] = ['json', 'form'];

/** All surfaces. A path belongs to the first surface whose base it is below. */
export function surfaces(deps: ApiDeps): Surface[] {
  const all: Surface[] = [
    ...(deps.environment.apiReference === 'on' ? referenceSurfaces(deps, () => all) : []),
    {
      name: 'health',
      title: 'Health',
      caller: 'anonymous',
      base: '/health',
      anyClock: true,
      reads: [],
      refuses: problems,
      before: [],
      routes: healthRoutes(deps),
    },
    {
      name: 'app',
      title: 'App protocol',
      caller: 'app',
      base: '/app/v1',
      reads: ['json'],
      refuses: problems,
      before: [appCors(deps.environment.corsOrigins), recordEnrollmentRefusals(deps), authenticateApp(deps)],
      routes: appRoutes(deps),
    },
    ...personSurfaces(deps),
    ...providerSurfaces(deps),
    ...adminSurfaces(deps),
    ...publishedSurfaces(deps),
  ];
  return all;
}

/** For people: how they sign in, and what is theirs. */
function personSurfaces(deps: ApiDeps): Surface[] {
  const selfService = {
    name: 'self-service',
    caller: 'person',
    refuses: selfServiceProblems,
    caching,
    before: [ownOriginOnly, authenticatePerson(deps)],
  } as const satisfies Partial<Surface>;
  return [
    {
      name: 'authentication',
      title: 'Flow API: identity providers',
      caller: 'anonymous',
      base: '/authentication/sso',
      caching,
      reads: ['form'],
      refuses: flowProblems,
      before: [ownOriginOnly],
      routes: ssoRoutes(deps),
    },
    {
      name: 'authentication',
      title: 'Flow API',
      caller: 'anonymous',
      base: '/authentication',
      caching,
      reads: ['json'],
      refuses: flowProblems,
      before: [ownOriginOnly],
      routes: authenticationRoutes(deps),
    },
    {
      ...selfService,
      title: 'Self-service API: certificates',
      base: '/self-service/v1/certificates',
      reads: ['file'],
      routes: certificateRoutes(deps),
    },
    {
      ...selfService,
      title: 'Self-service API',
      base: '/self-service/v1',
      reads: ['json'],
      routes: selfServiceRoutes(deps),
    },
  ];
}

/** For providers, which sign their reports, each in its own format. */
function providerSurfaces(deps: ApiDeps): Surface[] {
  const providers = { name: 'providers', caller: 'provider', refuses: providerProblems } as const;
  return [
    {
      ...providers,
      title: 'Reports of Twilio',
      base: '/providers/twilio',
      reads: ['form'],
      before: [],
      routes: twilioRoutes(deps),
    },
    {
      ...providers,
      title: 'Reports of the SMS gateway',
      base: '/providers/sms-gateway',
      reads: ['json'],
      before: [],
      routes: gatewayRoutes(deps),
    },
  ];
}

/** For operators. No CORS headers, so that pages of other origins cannot read answers. */
function adminSurfaces(apiDeps: ApiDeps): Surface[] {
  const deps = createAdminDeps(apiDeps);
  const admin = { name: 'admin', caller: 'operator', reads: ['json'], refuses: adminProblems } as const;
  const before = [ownOriginOnly, consolePage(deps), deps.access.authenticate];
  return [
    {
      ...admin,
      title: 'Admin API: the configuration as a file',
      base: '/admin/v1/configuration',
      longestBody: bounds['configuration-file'].most,
      before: [...before, followOwnChanges(deps.configuration, deps.registry, deps.policies)],
      routes: configurationFileRoutes(deps),
    },
    {
      ...admin,
      title: 'Admin API',
      base: '/admin/v1',
      before: [...before, followOwnChanges(deps.registry, deps.policies)],
      routes: adminRoutes(deps),
    },
  ];
}

type PublishedSurface = Omit<Surface, 'answers' | 'before' | 'caller' | 'scope'> & {
  /** Scope that an API client needs. */
  scope: ApiScope;
  /** Refusal of a client without the scope; default 403. */
  withoutScope?: 'invalid_client';
  /** Middleware after authentication. */
  before?: Middleware[];
};

// prettier-ignore
const devices = { name: 'devices', caching, scope: 'onegini_api_end_user', reads: bodyOrCredentials, refuses: codedErrors('insufficient_permissions') } as const;
// prettier-ignore
const endUsers = { name: 'end-user', caching, scope: 'onegini_api_end_user', reads: bodyOrCredentials, refuses: websiteErrors } as const;
// prettier-ignore
const introspection = { name: 'introspection', scope: 'onegini_api_token_introspection', reads: ['form'], refuses: websiteErrors } as const;
// prettier-ignore
const events = { name: 'events', caching, scope: 'onegini_api_events', reads: [], refuses: codedErrors('insufficient_permissions') } as const;
// prettier-ignore
const configurationSurface = { name: 'configuration', caching, reads: ['json'], refuses: codedErrors('forbidden') } as const;
/** Where messages go, sign-in codes among them. */
// prettier-ignore
const channels = { scope: administrationScope, operators: { read: 'settings.read', change: 'message-channels.manage', changeIsRecent: true } } as const;
// prettier-ignore
const persons = { name: 'persons', caching, scope: 'onegini_api_persons', reads: ['json'], refuses: personRefusals } as const;
// prettier-ignore
const website = { name: 'website', scope: 'onegini_api_mobile_authentication', withoutScope: 'invalid_client', reads: ['form'], refuses: websiteErrors } as const;

/** The surfaces whose contract is published: their callers are API clients. */
function publishedSurfaces(deps: ApiDeps): Surface[] {
  const configuration = { ...configurationSurface, before: [followOwnChanges(deps.configuration)] };
  // prettier-ignore
  const published: PublishedSurface[] = [
    { ...devices, title: 'Devices, v3', base: '/oauth/api/v3/users', routes: deviceRoutes(deps, 'v3') },
    { ...devices, title: 'Devices, v4', base: '/oauth/api/v4/users', routes: deviceRoutes(deps, 'v4') },
    { ...introspection, title: 'Token introspection, v1', base: '/oauth/api/v1/token', routes: introspectionRoutes(deps, 'v1') },
    { ...introspection, title: 'Token introspection, v2', base: '/oauth/api/v2/token', routes: introspectionRoutes(deps, 'v2') },
    { ...events, title: 'Events', base: '/oauth/api/v1/events', routes: eventRoutes(deps) },
    { ...configuration, operators: { read: 'api-clients.manage', change: 'api-clients.manage', changeIsRecent: true }, title: 'Configuration: API clients', base: '/oauth/api/v1/configuration/api-clients', scope: 'onegini_api_admin', routes: apiClientRoutes(deps) },
    { ...configuration, ...channels, title: 'Configuration: SMS gateway', base: '/oauth/api/v1/configuration/sms-gateway', routes: [...smsGatewayRoutes(deps), messageTestRoute(deps, 'sms')] },
    { ...configuration, ...channels, title: 'Configuration: SMTP server', base: '/oauth/api/v1/configuration/smtp-server', routes: [...smtpServerRoutes(deps), messageTestRoute(deps, 'email')] },
    { ...configuration, operators: { read: 'settings.read', change: 'settings.manage' }, title: 'Configuration', base: '/oauth/api/v1/configuration', scope: 'onegini_api_config', routes: configurationRoutes(deps) },
    { ...website, title: 'Mobile authentication, v4', base: '/oauth/api/v4', routes: websiteRoutes(deps, 'v4') },
    { ...website, title: 'Mobile authentication, v3', base: '/oauth/api/v3', routes: websiteRoutes(deps, 'v3') },
    { ...website, title: 'Mobile authentication, v2', base: '/oauth/api/v2', routes: websiteRoutes(deps, 'v2') },
    { ...persons, title: 'Persons', base: '/api', routes: [...personRoutes(deps), ...actionTokenRoutes(deps), ...credentialRoutes(deps)] },
    { ...endUsers, title: 'End users', base: '/oauth/api/v1', routes: endUserRoutes(deps) },
  ];
  const access = createOperatorAccess(deps);
  return published.map((surface) => {
    const client = authenticateApiClient(deps, surface.scope, surface.withoutScope);
    const forOperators = surface.operators && [
      ownOriginOnly,
      consolePage(deps),
      access.orOperator(client, surface.operators),
    ];
    return {
      ...surface,
      caller: surface.operators ? 'client-or-operator' : 'api-client',
      answers: publishedJson,
      before: [...(forOperators ?? [client]), ...(surface.before ?? [])],
    };
  });
}
