import { z } from 'zod';
import { hubRoles } from '../../../domain/persons/roles/hub-roles.ts';
import type { RoleAssignment } from '../../../entities/persons/role-assignment.ts';
import { identifier } from '../../http/text.ts';

const role = z.enum(hubRoles).describe('The role: docs/api/admin-api.md#roles.');
const subject = z
  .strictObject({
    type: z.literal('user').describe('Roles are given to people.'),
    id: identifier().describe('Id of the person.'),
  })
  .describe('Who has it.');

export const newAssignmentBody = z.strictObject({ role_id: role, subject });

export const assignmentParams = z.object({ assignment_id: z.uuid().toLowerCase().describe('Id of the assignment.') });

export const assignmentQuery = z.strictObject({
  role_id: role.optional().describe('Only of this role.'),
  user_id: identifier().optional().describe('Only of this person.'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Assignments on a page.'),
  cursor: z.string().max(200).optional().describe('`next_cursor` of the page before.'),
});

export const assignmentSchema = z.object({
  id: z.string().describe('Id of the assignment.'),
  role_id: role,
  subject,
  given_by: z.string().nullable().describe('Who gave it; null if not known.'),
  created_at: z.string().describe('When (RFC 3339).'),
});

export const assignmentList = z.object({
  items: z.array(assignmentSchema).describe('The assignments, oldest first.'),
  next_cursor: z.string().nullable().describe('`cursor` of the next page; null on the last.'),
});

export function presentAssignment({ id, role: roleId, person, givenBy, createdAt }: RoleAssignment) {
  return {
    id,
    role_id: roleId,
    subject: { type: 'user', id: person } as const,
    given_by: givenBy ?? null,
    created_at: createdAt.toISOString(),
  };
}
