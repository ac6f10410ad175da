import type { ApiDeps } from '../../api-deps.ts';
import type { Route } from '../../route.ts';

/** Events API (contract/end-user.md section 3). */
export function eventRoutes(_deps: ApiDeps): Route[] {
  return [];
}
