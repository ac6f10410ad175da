import type { Middleware } from 'koa';
import compose from 'koa-compose';
import type { Access } from '../../domain/persons/roles/access.ts';
import { eventRoutes } from '../end-user/events/routes.ts';
import type { Route } from '../http/route.ts';
import { actionTokenReadRoute, actionTokenRevocationRoutes } from './action-tokens/routes.ts';
import type { AdminDeps } from './admin-deps.ts';
import { policyChangeRoutes, policyReadRoutes } from './authentication-policies/routes.ts';
import { channelRoutes } from './channels/routes.ts';
import { claimChangeRoutes, claimReadRoutes } from './claims/routes.ts';
import { clientChangeRoutes, clientReadRoutes } from './clients/routes.ts';
import { clientSecretRoutes } from './clients/secret-routes.ts';
import { deviceDeletionRoutes, deviceReadRoutes } from './devices/routes.ts';
import { providerChangeRoutes, providerReadRoutes } from './identity-providers/routes.ts';
import { initialAccessTokenChangeRoutes, initialAccessTokenReadRoutes } from './initial-access-tokens/routes.ts';
import { providerTestRoutes } from './identity-providers/test-routes.ts';
import { logoutReadRoutes, logoutReplayRoutes } from './logout-deliveries/routes.ts';
import { meRoute } from './me/routes.ts';
import { roleAssignmentChangeRoutes, roleAssignmentReadRoutes } from './role-assignments/routes.ts';
import { messageReadRoutes, userMessageRoute } from './messages/routes.ts';
import { overviewRoutes } from './overview/routes.ts';
import { resourceChangeRoutes, resourceReadRoutes } from './protected-resources/routes.ts';
import { signingKeyChangeRoutes, signingKeyReadRoutes } from './signing-keys/routes.ts';
import { systemRoutes } from './system/routes.ts';
import { transactionActionRoutes, transactionReadRoutes } from './transactions/routes.ts';
import { userActionRoutes, userResetRoutes } from './users/action-routes.ts';
import { userListRoute } from './users/list-route.ts';
import { methodReadRoute, methodResetRoute } from './users/method-routes.ts';
import { personActionRoutes, personReadRoute, personResetRoutes } from './users/person-routes.ts';
import { userReadRoutes } from './users/read-routes.ts';
import { sessionEndRoute, sessionReadRoute } from './users/session-routes.ts';

/** The admin API (contract/end-user.md section 5): routes by the access that they require. */
export function adminRoutes(deps: AdminDeps): Route[] {
  const recent = deps.access.requireRecentSignIn;
  const byAccess: Record<Exclude<Access, ConfigurationAccess>, Route[]> = {
    'users.read': readRoutesOfUsers(deps),
    'users.modify': [
      ...before(deps.access.protectOperators, [
        ...personActionRoutes(deps),
        ...userActionRoutes(deps),
        ...actionTokenRevocationRoutes(deps),
        sessionEndRoute(deps),
        // What changes how another person signs in.
        ...before(recent, [...personResetRoutes(deps), ...userResetRoutes(deps), methodResetRoute(deps)]),
      ]),
      ...before(recent, deviceDeletionRoutes(deps)),
    ],
    // The same routes as the Events API (contract/end-user.md section 3).
    'events.read': eventRoutes(deps).map((route) => ({ ...route, path: '/events' })),
    'messages.read': messageReadRoutes(deps),
    'channels.read': channelRoutes(deps),
    'transactions.read': [...overviewRoutes(deps), ...transactionReadRoutes(deps), ...logoutReadRoutes(deps)],
    'transactions.modify': [...transactionActionRoutes(deps), ...logoutReplayRoutes(deps)],
    'roles.manage': [
      ...roleAssignmentReadRoutes(deps),
      // What would give or take a way in.
      ...before(recent, roleAssignmentChangeRoutes(deps)),
    ],
    'clients.read': readRoutesOfClients(deps),
    'clients.manage': [
      ...before(recent, [...clientChangeRoutes(deps), ...clientSecretRoutes(deps)]),
      ...before(recent, initialAccessTokenChangeRoutes(deps)),
      ...before(recent, resourceChangeRoutes(deps)),
    ],
    'settings.read': systemRoutes(deps),
    'signing-keys.read': signingKeyReadRoutes(deps),
    'signing-keys.manage': before(recent, signingKeyChangeRoutes(deps)),
    'claims.read': claimReadRoutes(deps),
    'claims.manage': claimChangeRoutes(deps),
    'policies.read': policyReadRoutes(deps),
    'policies.manage': before(recent, policyChangeRoutes(deps)),
    'integrations.read': providerReadRoutes(deps),
    'integrations.manage': [...before(recent, providerChangeRoutes(deps)), ...providerTestRoutes(deps)],
  };
  const guarded = Object.entries(byAccess).flatMap(([access, routes]) =>
    routes.map((route) => ({ ...route, before: allowing(deps, access as Access, route), needs: [access] })),
  );
  return [...guarded, meRoute(deps)];
}

function readRoutesOfUsers(deps: AdminDeps): Route[] {
  const lists = [actionTokenReadRoute(deps), methodReadRoute(deps), sessionReadRoute(deps), userMessageRoute(deps)];
  return [userListRoute(deps), personReadRoute(deps), ...userReadRoutes(deps), ...deviceReadRoutes(deps), ...lists];
}

function readRoutesOfClients(deps: AdminDeps): Route[] {
  const clients = [...clientReadRoutes(deps), ...initialAccessTokenReadRoutes(deps)];
  return [...clients, ...resourceReadRoutes(deps)];
}

/** What is of the configuration API. */
type ConfigurationAccess = 'settings.manage' | 'message-channels.manage' | 'api-clients.manage';

function before(check: Middleware, routes: Route[]): Route[] {
  return routes.map((route) => ({ ...route, before: route.before ? compose([check, route.before]) : check }));
}

function allowing({ access }: AdminDeps, needed: Access, route: Route): Middleware {
  return route.before ? compose([access.allow(needed), route.before]) : access.allow(needed);
}
