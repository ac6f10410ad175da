import type { ApiDeps } from '../../api-deps.ts';
import type { Route } from '../../route.ts';

/** Token introspection (contract/end-user.md section 4). */
export function introspectionRoutes(_deps: ApiDeps, _version: 'v1' | 'v2'): Route[] {
  return [];
}
