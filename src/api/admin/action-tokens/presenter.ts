import { z } from 'zod';
import { actionTypes } from '../../../domain/action-tokens/actions.ts';
import { actionTokenStatuses } from '../../../domain/action-tokens/status.ts';
import type { ActionToken } from '../../../entities/action-tokens/action-token.ts';

const time = z.string().nullable();

/** A token as operators see it: neither its value nor what its actions are given. */
export const tokenAnswer = z.object({
  id: z.string().describe('Id of the token, and of the workflow that uses it. It is not the token.'),
  user_id: z.string().describe('The user.'),
  actions: z.array(z.enum(actionTypes)).describe('What it does, in order.'),
  status: z.enum(actionTokenStatuses).describe('Where it stands.'),
  failed_action: z.string().nullable().describe('The action that failed; null if none did.'),
  failure: z.string().nullable().describe('Why the token ended without what it carries; null if it did not.'),
  level: z.number().int().describe('Level of its sign-in.'),
  client_id: z.string().nullable().describe('API client that asked for it; null if none did.'),
  created_at: z.string().describe('When it was created (RFC 3339).'),
  expires_at: z.string().describe('Until when it can be used (RFC 3339).'),
  ended_at: time.describe('When its use ended (RFC 3339); null if it has not.'),
});

export const tokenList = z.object({ items: z.array(tokenAnswer).describe('Newest first, a hundred at most.') });

export function presentToken(token: ActionToken): z.input<typeof tokenAnswer> {
  const { id, person, types, status, failedAction, failure, level, clientId, createdAt, expiresAt, endedAt } = token;
  return {
    ...{ id, user_id: person, actions: types, status, level, failure: failure ?? null },
    ...{ failed_action: failedAction ?? null, client_id: clientId ?? null },
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
    ended_at: endedAt?.toISOString() ?? null,
  };
}
