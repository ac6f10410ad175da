import { z } from 'zod';
import { findPerson } from '../../../commands/persons/profile/find-person.ts';
import { accesses, isAllowed } from '../../../domain/persons/roles/access.ts';
import { hubRoles } from '../../../domain/persons/roles/hub-roles.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { operatorOf } from '../operator-access.ts';

const name = z.string().nullable();

const meAnswer = z.object({
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

/** Who calls, for a console that shows what its operator may do. */
export function meRoute(deps: AdminDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/me',
    summary: 'Who is signed in, and what they may do',
    responses: { 200: meAnswer },
    handler: async ({ context }) => {
      const { operatorId: id, roles, level, authTime } = operatorOf(context);
      const person = await findPerson(deps, id);
      return {
        status: 200,
        body: {
          operator: { id, username: person?.username ?? null, display_name: person?.displayName ?? null },
          roles: [...roles],
          access: accesses.filter((access) => isAllowed(roles, access)),
          level,
          auth_time: new Date(authTime * 1000).toISOString(),
        },
      };
    },
  });
}
