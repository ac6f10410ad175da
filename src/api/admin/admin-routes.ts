import type { Route } from '../route.ts';
import type { AdminDeps } from './admin-deps.ts';
import { operatorRoutes } from './operators/routes.ts';

/** The admin API (contract/end-user.md section 5). */
export function adminRoutes(deps: AdminDeps): Route[] {
  return [...operatorRoutes(deps)];
}
