import type { ApiDeps } from '../../api-deps.ts';
import type { Route } from '../../route.ts';

/** Device API (contract/end-user.md section 2), below `/users`. */
export function deviceRoutes(_deps: ApiDeps, _version: 'v3' | 'v4'): Route[] {
  return [];
}
