import type { Access } from '../../domain/operators/access.ts';
import { eventRoutes } from '../end-user/events/routes.ts';
import type { Route } from '../route.ts';
import type { AdminDeps } from './admin-deps.ts';
import { deviceDeletionRoutes, deviceReadRoutes } from './devices/routes.ts';
import { operatorRoutes } from './operators/routes.ts';
import { transactionActionRoutes, transactionReadRoutes } from './transactions/routes.ts';
import { userActionRoutes } from './users/action-routes.ts';
import { userReadRoutes } from './users/read-routes.ts';

/** The admin API (contract/end-user.md section 5): routes by the access that they ask for. */
export function adminRoutes(deps: AdminDeps): Route[] {
  const byAccess: Record<Access, Route[]> = {
    'users.read': [...userReadRoutes(deps), ...deviceReadRoutes(deps)],
    'users.modify': [...userActionRoutes(deps), ...deviceDeletionRoutes(deps)],
    // The Events API (contract/end-user.md section 3), for people.
    'events.read': eventRoutes(deps).map((route) => ({ ...route, path: '/events' })),
    'transactions.read': transactionReadRoutes(deps),
    'transactions.modify': transactionActionRoutes(deps),
    'operators.manage': operatorRoutes(deps),
  };
  return Object.entries(byAccess).flatMap(([access, routes]) => routes.map((route) => ({ ...route, before: deps.access.allow(access as Access), needs: [access] })));
}
