import { z } from 'zod';
import type { SignedInOperator } from '../../../commands/operators/operator-session.ts';
import { operatorRoles } from '../../../domain/configuration/operator-roles.ts';
import { accesses } from '../../../domain/persons/roles/access.ts';
import type { Access } from '../../../domain/persons/roles/access.ts';
import { secret } from '../../http/secret.ts';
import { identifier } from '../../http/text.ts';

/** Any text: a password is refused before it is hashed only when it is longer than this. */
const password = secret(z.string().min(1).max(1024)).describe('Password of the operator.');

export const loginBody = z.strictObject({
  username: identifier().describe('Name that the operator signs in with.'),
  password,
});

export const ownPasswordBody = z.strictObject({
  current_password: password.describe('The present password.'),
  new_password: password.describe('The next password: 12 to 256 characters, five different ones.'),
});

export const sessionAnswer = z.object({
  operator: z
    .object({
      id: z.string().describe('Id of the operator.'),
      username: z.string().describe('Name that the operator signs in with.'),
      display_name: z.string().describe('Name that other operators see.'),
      role: z.enum(operatorRoles).describe('Role of the operator.'),
    })
    .describe('The operator who is signed in.'),
  access: z.array(z.enum(accesses)).describe('What this operator may do.'),
  expires_at: z.string().describe('When the session ends at the latest (RFC 3339). It ends earlier when it is idle.'),
  idle_seconds: z.number().describe('Seconds without a request after which the session ends.'),
});

export const newSessionAnswer = sessionAnswer.extend({
  token: z.string().describe('Token for the header `Authorization: Bearer`.'),
  token_type: z.literal('Bearer').describe('Kind of the token.'),
});

export function presentSession(
  { operatorId, username, displayName, role, expiresAt }: SignedInOperator,
  access: Access[],
  idleMinutes: number,
) {
  return {
    operator: { id: operatorId, username, display_name: displayName, role },
    access,
    expires_at: expiresAt.toISOString(),
    idle_seconds: idleMinutes * 60,
  };
}
