import { z } from 'zod';
import { endSessions } from '../../../commands/tokens/sessions/end-sessions.ts';
import { findSessionsOf } from '../../../commands/tokens/sessions/find-sessions.ts';
import type { UserSession } from '../../../commands/tokens/sessions/find-sessions.ts';
import { levelOfAcr } from '../../../domain/authentication/levels.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { isStorableId } from '../../http/text.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { loadUser } from './known-user.ts';
import { ownedParams, userParams } from './schema.ts';

const sessions = '/users/:user_id/sessions';

const sessionAnswer = z.object({
  id: z.string().describe('Id of the session, which is not what the cookie holds.'),
  auth_time: z.string().describe('When the user signed in (RFC 3339).'),
  last_seen_at: z.string().describe('When the session was used last (RFC 3339).'),
  user_agent: z.string().nullable().describe('User agent of the browser; null if it has none.'),
  ip_address: z.string().nullable().describe('IP address of the browser; null if unknown.'),
  level: z.number().int().describe('Level of the sign-in.'),
  clients: z
    .array(z.object({ id: z.string().describe('Id of the client.'), name: z.string().describe('Its name.') }))
    .describe('Clients that the user signed in to with it.'),
});

/** Browsers that a user is signed in with. */
export function sessionReadRoute(deps: AdminDeps): Route {
  return defineRoute({
    method: 'get',
    path: sessions,
    summary: 'Browsers that a user is signed in with',
    params: userParams,
    responses: { 200: z.object({ items: z.array(sessionAnswer).describe('The sessions, oldest first.') }) },
    handler: async ({ params: { user_id: userId } }) => {
      await loadUser(deps, userId);
      const found = await findSessionsOf(deps, userId);
      return { status: 200, body: { items: found.map(presentSession) } };
    },
  });
}

/** Ends one session with its tokens. All of them end with `sign-out`. An unknown one changes nothing. */
export function sessionEndRoute(deps: AdminDeps): Route {
  return defineRoute({
    method: 'delete',
    path: `${sessions}/:id`,
    summary: 'Sign a user out of one browser',
    params: ownedParams,
    responses: { 204: null },
    handler: async ({ params: { user_id: userId, id: sessionId }, context }) => {
      await loadUser(deps, userId);
      const action = { event: 'SESSION ENDED', origin: requestOriginOf(context) } as const;
      if (isStorableId(sessionId)) await endSessions(deps, { userId, sessionId, removeTokens: true }, action);
      return { status: 204 };
    },
  });
}

function presentSession(session: UserSession): z.input<typeof sessionAnswer> {
  const { id, loggedInAt, issuedAt, userAgent, ipAddress, acr, clientIds } = session;
  return {
    ...{ id, user_agent: userAgent, ip_address: ipAddress, level: levelOfAcr(acr) },
    auth_time: isoTime(loggedInAt),
    last_seen_at: isoTime(issuedAt),
    clients: clientIds.map((client) => ({ id: client, name: client })),
  };
}

/** @param seconds since 1970. */
function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
