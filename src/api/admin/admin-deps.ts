import { createPasswords } from '../../security/password.ts';
import type { Passwords } from '../../security/password.ts';
import type { ApiDeps } from '../api-deps.ts';
import { createOperatorAccess } from './operator-access.ts';
import type { OperatorAccess } from './operator-access.ts';

/** What the admin API needs besides what every API does. */
export interface AdminDeps extends ApiDeps {
  passwords: Passwords;
  access: OperatorAccess;
}

export function createAdminDeps(deps: ApiDeps): AdminDeps {
  return { ...deps, passwords: createPasswords(deps), access: createOperatorAccess(deps) };
}
