import type { ApiDeps } from '../api-deps.ts';
import { createOperatorAccess } from './operator-access.ts';
import type { OperatorAccess } from './operator-access.ts';

/** Dependencies of the admin API, in addition to those of every API. */
export interface AdminDeps extends ApiDeps {
  access: OperatorAccess;
}

export function createAdminDeps(deps: ApiDeps): AdminDeps {
  return { ...deps, access: createOperatorAccess(deps) };
}
