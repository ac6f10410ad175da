import type { ApiDeps } from '../../api-deps.ts';
import type { Route } from '../../route.ts';

/** API clients (contract/end-user.md section 6). */
export function apiClientRoutes(_deps: ApiDeps): Route[] {
  return [];
}
