import { runCurrent } from '../../../database/prepared-statement.ts';
import { administrator } from '../../../domain/persons/roles/hub-roles.ts';
import type { HubRole } from '../../../domain/persons/roles/hub-roles.ts';
import { RoleAssignment } from '../../../entities/persons/role-assignment.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** The hub roles of a person, as they are now. */
export async function findRolesOf(deps: Pick<CommandDeps, 'em'>, personId: string): Promise<HubRole[]> {
  const rows = await runCurrent<{ role: HubRole }>(deps, {
    sql: 'select role from role_assignment where person_id = ? order by role',
    parameters: [personId],
  });
  return rows.map(({ role }) => role);
}

/**
 * Before a person is changed by a caller who has `own` roles, none where a machine calls.
 * @throws CountersignError `role_elevation` for a person with another role: by a new address or a new lock of theirs the caller would get it.
 */
export async function refuseOtherRoles(
  deps: Pick<CommandDeps, 'em'>,
  personId: string,
  own: readonly HubRole[] = [],
): Promise<void> {
  if (own.includes(administrator)) return;
  const roles = await findRolesOf(deps, personId);
  if (roles.some((role) => !own.includes(role))) throw new CountersignError('role_elevation');
}

export interface RoleSearch {
  role: HubRole | undefined;
  personId: string | undefined;
  limit: number;
  /** Id of the last assignment of the page before. */
  after: string | undefined;
}

/** Assignments, oldest first. */
export function findRoleAssignments(
  deps: Pick<CommandDeps, 'em'>,
  { role, personId, limit, after }: RoleSearch,
): Promise<RoleAssignment[]> {
  const where = {
    ...(role && { role }),
    ...(personId !== undefined && { person: personId }),
    ...(after !== undefined && { id: { $gt: after } }),
  };
  return deps.em().find(RoleAssignment, where, { orderBy: { id: 'asc' }, limit });
}
