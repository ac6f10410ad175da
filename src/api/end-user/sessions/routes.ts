import { z } from 'zod';
import { endSessions } from '../../../commands/users/end-sessions.ts';
import { findSessionsOf } from '../../../commands/users/find-sessions.ts';
import type { UserSession } from '../../../commands/users/find-sessions.ts';
import { recordUserAction } from '../../../commands/users/user-action.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../request-origin.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { isStorableId, nothingFound, ownedParams, userParams } from '../user-params.ts';

const sessions = z.object({
  result: z.array(
    z.object({
      session_id: z.string(),
      auth_time: z.iso.datetime(),
      last_iat: z.iso.datetime(),
      user_agent: z.string().nullable(),
      location: z.object({ ip_address: z.string().nullable() }),
      clients: z.array(z.object({ id: z.string(), name: z.string() })),
      saml_service_providers: z.array(z.never()),
    }),
  ),
});

/** Tokens go with the session unless the caller says otherwise (contract/end-user.md section 1). */
const endQuery = z.object({ removeTokens: z.string().optional() }).transform(({ removeTokens }) => ({ removeTokens: removeTokens?.toLowerCase() !== 'false' }));

/** Browsers that a user is logged in with. */
export function sessionRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/users/:user_id/sessions',
      summary: 'Browsers that a user is logged in with',
      params: userParams,
      responses: { 200: sessions, 404: nothingFound('No sessions found') },
      handler: async ({ params, context }) => {
        const found = await findSessionsOf(deps, params.user_id);
        await recordUserAction(deps, { event: 'API SESSIONS LISTED', origin: requestOriginOf(context), userId: params.user_id });
        return found.length === 0 ? { status: 404, body: { error: 'No sessions found' } } : { status: 200, body: { result: found.map(presentSession) } };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/users/:user_id/sessions',
      summary: 'Log a user out of every browser',
      params: userParams,
      query: endQuery,
      responses: { 204: null },
      handler: async ({ params: { user_id: userId }, query: { removeTokens }, context }) => {
        await endSessions(deps, { userId, removeTokens }, { event: 'API SESSION REMOVED', origin: requestOriginOf(context) });
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/users/:user_id/sessions/:id',
      summary: 'Log a user out of one browser',
      params: ownedParams,
      query: endQuery,
      responses: { 204: null },
      handler: async ({ params: { user_id: userId, id: sessionId }, query: { removeTokens }, context }) => {
        if (isStorableId(sessionId)) await endSessions(deps, { userId, sessionId, removeTokens }, { event: 'API SESSION REMOVED', origin: requestOriginOf(context) });
        return { status: 204 };
      },
    }),
  ];
}

function presentSession({ id, loggedInAt, issuedAt, userAgent, ipAddress, clientIds }: UserSession): z.input<typeof sessions>['result'][number] {
  return {
    session_id: id,
    auth_time: isoTime(loggedInAt),
    last_iat: isoTime(issuedAt),
    user_agent: userAgent,
    location: { ip_address: ipAddress },
    clients: clientIds.map((client) => ({ id: client, name: client })),
    saml_service_providers: [],
  };
}

/** @param seconds since 1970. */
function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
