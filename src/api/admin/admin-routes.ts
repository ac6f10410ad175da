import type { Access } from '../../domain/operators/access.ts';
import { eventRoutes } from '../end-user/events/routes.ts';
import type { Route } from '../http/route.ts';
import type { AdminDeps } from './admin-deps.ts';
import { policyChangeRoutes, policyReadRoutes } from './authentication-policies/routes.ts';
import { clientChangeRoutes, clientReadRoutes } from './clients/routes.ts';
import { clientSecretRoutes } from './clients/secret-routes.ts';
import { deviceDeletionRoutes, deviceReadRoutes } from './devices/routes.ts';
import { providerChangeRoutes, providerReadRoutes } from './identity-providers/routes.ts';
import { oauthExportRoutes, oauthImportRoutes } from './oauth-configuration/routes.ts';
import { operatorRoutes } from './operators/routes.ts';
import { resourceChangeRoutes, resourceReadRoutes } from './protected-resources/routes.ts';
import { signingKeyChangeRoutes, signingKeyReadRoutes } from './signing-keys/routes.ts';
import { transactionActionRoutes, transactionReadRoutes } from './transactions/routes.ts';
import { userActionRoutes } from './users/action-routes.ts';
import { userListRoute } from './users/list-route.ts';
import { personActionRoutes, personReadRoute } from './users/person-routes.ts';
import { userReadRoutes } from './users/read-routes.ts';

/** The admin API (contract/end-user.md section 5): routes by the access that they require. */
export function adminRoutes(deps: AdminDeps): Route[] {
  const byAccess: Record<Access, Route[]> = {
    'users.read': [userListRoute(deps), personReadRoute(deps), ...userReadRoutes(deps), ...deviceReadRoutes(deps)],
    'users.modify': [...personActionRoutes(deps), ...userActionRoutes(deps), ...deviceDeletionRoutes(deps)],
    // The same routes as the Events API (contract/end-user.md section 3).
    'events.read': eventRoutes(deps).map((route) => ({ ...route, path: '/events' })),
    'transactions.read': transactionReadRoutes(deps),
    'transactions.modify': transactionActionRoutes(deps),
    'operators.manage': operatorRoutes(deps),
    'clients.read': [
      ...clientReadRoutes(deps),
      ...resourceReadRoutes(deps),
      ...oauthExportRoutes(deps),
      ...signingKeyReadRoutes(deps),
      ...policyReadRoutes(deps),
      ...providerReadRoutes(deps),
    ],
    'clients.manage': [
      ...clientChangeRoutes(deps),
      ...clientSecretRoutes(deps),
      ...resourceChangeRoutes(deps),
      ...oauthImportRoutes(deps),
      ...signingKeyChangeRoutes(deps),
      ...policyChangeRoutes(deps),
      ...providerChangeRoutes(deps),
    ],
  };
  return Object.entries(byAccess).flatMap(([access, routes]) =>
    routes.map((route) => ({ ...route, before: deps.access.allow(access as Access), needs: [access] })),
  );
}
