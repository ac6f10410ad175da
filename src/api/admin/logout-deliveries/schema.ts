import { z } from 'zod';
import { logoutStatuses } from '../../../domain/tokens/logouts/status.ts';
import type { LogoutDelivery } from '../../../entities/tokens/logout-delivery.ts';
import { identifier } from '../../http/text.ts';
import { presentTime, presentTimeOrNull } from '../time.ts';

export const logoutParams = z.object({
  delivery_id: z.uuid().toLowerCase().describe('Id of the delivery, from the list.'),
});

export const logoutQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Deliveries on a page.'),
  cursor: z.string().max(256).optional().describe('`next_cursor` of the page before.'),
  status: z.enum(logoutStatuses).optional().describe('What became of them.'),
  client_id: identifier().optional().describe('Client that is told.'),
  user_id: identifier().optional().describe('User whose session ended.'),
});

export const logoutDelivery = z.object({
  id: z.string().describe('Id of the delivery. Another one after a replay.'),
  client_id: z.string().describe('Client that is told.'),
  user_id: z.string().describe('User whose session ended.'),
  session_id: z.string().describe('The session.'),
  status: z
    .enum(logoutStatuses)
    .describe('`pending`: it is tried for a day; `failed`: it was given up; `delivered`: the client accepted it.'),
  attempts: z.number().int().describe('Tries so far.'),
  last_http_status: z.number().int().nullable().describe('What the client answered last; null: nothing.'),
  last_failure: z.string().nullable().describe('Why the last try failed.'),
  created_at: z.string().describe('Since when it is owed (RFC 3339).'),
  ended_at: z.string().nullable().describe('When it was accepted or given up (RFC 3339).'),
});

export const logoutList = z.object({
  items: z.array(logoutDelivery).describe('The deliveries, newest first.'),
  next_cursor: z.string().nullable().describe('Where the next page begins; null: this is the last one.'),
});

export function presentLogout(row: LogoutDelivery): z.input<typeof logoutDelivery> {
  return {
    ...{ id: row.id, client_id: row.clientId, user_id: row.userId, session_id: row.sessionId },
    ...{ status: row.status, attempts: row.attempts },
    last_http_status: row.lastHttpStatus ?? null,
    last_failure: row.lastFailure ?? null,
    created_at: presentTime(row.createdAt.getTime()),
    ended_at: presentTimeOrNull(row.endedAt?.getTime() ?? null),
  };
}
