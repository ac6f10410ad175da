import { giveRole, takeRole } from '../../../commands/persons/roles/change-roles.ts';
import { findRoleAssignments } from '../../../commands/persons/roles/find-roles.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { pageOf, readIdCursor, writeCursor } from '../cursor.ts';
import { operatorOf } from '../operator-access.ts';
import {
  assignmentList,
  assignmentParams,
  assignmentQuery,
  assignmentSchema,
  newAssignmentBody,
  presentAssignment,
} from './schema.ts';

const path = '/role-assignments';

/** Who has which hub role (contract/hub.md section 3). */
export function roleAssignmentReadRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Roles of people, oldest first',
      query: assignmentQuery,
      responses: { 200: assignmentList },
      handler: async ({ query: { role_id: role, user_id: personId, limit, cursor } }) => {
        const after = cursor === undefined ? undefined : readIdCursor(cursor);
        const found = await findRoleAssignments(deps, { role, personId, limit: limit + 1, after });
        const { page, next } = pageOf(found, limit, (last) => writeCursor(last.id));
        return { status: 200, body: { items: page.map(presentAssignment), next_cursor: next } };
      },
    }),
  ];
}

/** Giving and taking them. */
export function roleAssignmentChangeRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path,
      summary: 'Give a person a role',
      body: newAssignmentBody,
      responses: { 201: assignmentSchema },
      handler: async ({ body: { role_id: role, subject }, context }) => {
        const { operatorId: actorId } = operatorOf(context);
        const given = await giveRole(deps, { personId: subject.id, role, actorId, origin: requestOriginOf(context) });
        return { status: 201, body: presentAssignment(given) };
      },
    }),
    defineRoute({
      method: 'delete',
      path: `${path}/:assignment_id`,
      summary: 'Take a role from a person',
      params: assignmentParams,
      responses: { 204: null },
      handler: async ({ params: { assignment_id: id }, context }) => {
        const { operatorId: actorId } = operatorOf(context);
        await takeRole(deps, { id, actorId, origin: requestOriginOf(context) });
        return { status: 204 };
      },
    }),
  ];
}
