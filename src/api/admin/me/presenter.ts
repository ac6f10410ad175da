import { z } from 'zod';
import { findPerson } from '../../../commands/persons/profile/find-person.ts';
import { accesses, isAllowed } from '../../../domain/persons/roles/access.ts';
import { hubRoles } from '../../../domain/persons/roles/hub-roles.ts';
import type { CallingOperator } from '../../http/calling-operator.ts';
import type { AdminDeps } from '../admin-deps.ts';

const name = z.string().nullable();

export const meAnswer = z.object({
  operator: z
    .object({
      id: z.string().describe('Id of the person.'),
      username: name.describe('Username; null if none.'),
      display_name: name.describe('Name that the person is shown by; null if none was given.'),
    })
    .describe('The operator who calls.'),
  roles: z.array(z.enum(hubRoles)).describe('Roles of the operator.'),
  access: z.array(z.enum(accesses)).describe('What these roles allow.'),
  level: z.number().int().describe('Level of the sign-in.'),
  auth_time: z.string().describe('When it was (RFC 3339).'),
});

export async function presentMe(
  deps: AdminDeps,
  { operatorId: id, roles, level, authTime }: CallingOperator,
): Promise<z.input<typeof meAnswer>> {
  const person = await findPerson(deps, id);
  return {
    operator: { id, username: person?.username ?? null, display_name: person?.displayName ?? null },
    roles: [...roles],
    access: accesses.filter((access) => isAllowed(roles, access)),
    level,
    auth_time: new Date(authTime * 1000).toISOString(),
  };
}
