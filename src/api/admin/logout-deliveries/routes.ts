import { z } from 'zod';
import { findLogouts, replayLogout } from '../../../commands/tokens/logouts/replay-logout.ts';
import type { LogoutDelivery } from '../../../entities/tokens/logout-delivery.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { pageOf, readCursor, writeCursor } from '../cursor.ts';
import { logoutDelivery, logoutList, logoutParams, logoutQuery, presentLogout } from './schema.ts';

const path = '/logout-deliveries';

/** What became of the logout tokens of ended sessions (OpenID Connect Back-Channel Logout 1.0). */
export function logoutReadRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Logout tokens to clients, newest first',
      query: logoutQuery,
      responses: { 200: logoutList },
      handler: async ({ query: { limit, cursor, status, client_id: clientId, user_id: userId } }) => {
        const after = cursor === undefined ? undefined : readPosition(cursor);
        const found = await findLogouts(deps, { status, clientId, userId, limit: limit + 1, after });
        const { page, next } = pageOf(found, limit, positionOf);
        return { status: 200, body: { items: page.map(presentLogout), next_cursor: next } };
      },
    }),
  ];
}

export function logoutReplayRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: `${path}/:delivery_id/replay`,
      summary: 'Deliver a logout token again, now',
      params: logoutParams,
      responses: { 202: logoutDelivery },
      handler: async ({ params, context }) => {
        const delivery = await replayLogout(deps, params.delivery_id, requestOriginOf(context));
        return { status: 202, body: presentLogout(delivery) };
      },
    }),
  ];
}

function positionOf({ createdAt, id }: LogoutDelivery): string {
  return writeCursor(`${createdAt.toISOString()} ${id}`);
}

/** @throws CountersignError invalid_request */
function readPosition(cursor: string): { createdAt: Date; id: string } {
  const [time, id] = readCursor(cursor).split(' ');
  const read = z.object({ createdAt: z.iso.datetime(), id: z.uuid() }).safeParse({ createdAt: time, id });
  if (!read.success) throw new CountersignError('invalid_request', { extra: { parameter: 'cursor' } });
  return { createdAt: new Date(read.data.createdAt), id: read.data.id };
}
