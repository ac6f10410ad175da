import { findRolesOf } from '../../commands/persons/roles/find-roles.ts';
import type { HubRole } from '../../domain/persons/roles/hub-roles.ts';
import { kinOfRequest } from '../adapter/kin-of-request.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

/** The hub roles of a person as they are now; what was found with their token in this request is not asked for again. */
export async function currentRolesOf(deps: Pick<AuthorizationServerDeps, 'em'>, personId: string): Promise<HubRole[]> {
  return kinOfRequest()?.roles.get(personId) ?? findRolesOf(deps, personId);
}
