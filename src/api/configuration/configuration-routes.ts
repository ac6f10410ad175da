import type { ApiDeps } from '../api-deps.ts';
import type { Route } from '../route.ts';

/** Configuration API (contract/end-user.md section 6). */
export function configurationRoutes(_deps: ApiDeps): Route[] {
  return [];
}
