import { z } from 'zod';
import { secret } from '../../http/secret.ts';
import { readableText } from '../../http/text.ts';
import { operatorRoles } from '../../../domain/configuration/operator-roles.ts';
import type { Operator } from '../../../entities/operators/operator.ts';

/** ASCII only, so that no two user names look alike. */
const username = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/)
  .describe('Name to sign in with, the same in any case.');
const displayName = readableText(128).trim().min(1);
const password = secret(z.string().min(1).max(1024)).describe(
  'Password: 12 to 256 characters, five different ones, without the username.',
);
const role = z
  .enum(operatorRoles)
  .describe('`ADMIN` may do all, `OPERATOR` reads and does what a setting allows, `HELPDESK` reads users.');

export const newOperatorSchema = z.strictObject({
  username,
  display_name: displayName.optional().describe('Name that other operators see. Without it the username.'),
  role,
  password,
});

export const operatorChangeSchema = z.strictObject({
  display_name: displayName.optional().describe('Name that other operators see.'),
  role: role.optional().describe('Role of the operator. Without it the role stays.'),
  disabled: z.boolean().optional().describe('`true` keeps the operator from signing in.'),
  password: password.optional().describe('New password. Without it the password stays.'),
});

export const operatorIdSchema = z.object({ operator_id: z.uuid().toLowerCase().describe('Id of the operator.') });

export const operatorSchema = z.object({
  id: z.string().describe('Id of the operator.'),
  username: z.string().describe('Name to sign in with, the same in any case.'),
  display_name: z.string().describe('Name that other operators see.'),
  role,
  disabled: z.boolean().describe('Whether the operator is kept from signing in.'),
  created_at: z.string().describe('When the operator was created (RFC 3339).'),
  last_login_at: z.string().nullable().describe('When the operator last signed in (RFC 3339); null if never.'),
});

export const listQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Operators on a page.'),
  cursor: z.string().max(200).optional().describe('`next_cursor` of the page before.'),
});

export const operatorListSchema = z.object({
  items: z.array(operatorSchema).describe('The operators, by username.'),
  next_cursor: z.string().nullable().describe('Where the next page begins; null on the last page.'),
});

/** An operator as the admin API shows one. */
export function presentOperator(operator: Operator) {
  return {
    id: operator.id,
    username: operator.username,
    display_name: operator.displayName,
    role: operator.role,
    disabled: operator.disabled ?? false,
    created_at: operator.createdAt.toISOString(),
    last_login_at: operator.lastLoginAt?.toISOString() ?? null,
  };
}
