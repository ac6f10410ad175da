import type { CommandDeps } from '../../command-deps.ts';
import { findRolesOf } from '../../persons/roles/find-roles.ts';
import type { OauthRegistrySource } from '../registry/oauth-registry.ts';

/** Whether a person may use a client: every person, or those whom its `access` names by role or by id. Roles count as they are now. */
export async function mayUseClient(
  deps: Pick<CommandDeps, 'em'> & { registry: OauthRegistrySource },
  { clientId, personId }: { clientId: string; personId: string },
): Promise<boolean> {
  const access = (await deps.registry.current()).clients.get(clientId)?.client.access;
  if (!access || access.users.includes(personId)) return true;
  if (access.roles.length === 0) return false;
  const roles = await findRolesOf(deps, personId);
  return roles.some((role) => access.roles.includes(role));
}
