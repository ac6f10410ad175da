import { z } from 'zod';
import { listSessions } from '../../../commands/authentication/sessions/list-sessions.ts';
import { endSessions } from '../../../commands/tokens/sessions/end-sessions.ts';
import { presentSession, userSession } from '../../http/browser/user-session.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { isStorableId } from '../../http/text.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { loadUser } from './known-user.ts';
import { ownedParams, userParams } from './schema.ts';

const sessions = '/users/:user_id/sessions';

/** Browsers that a user is signed in with. */
export function sessionReadRoute(deps: AdminDeps): Route {
  return defineRoute({
    method: 'get',
    path: sessions,
    summary: 'Browsers that a user is signed in with',
    params: userParams,
    responses: { 200: z.object({ items: z.array(userSession).describe('The sessions, oldest first.') }) },
    handler: async ({ params: { user_id: userId } }) => {
      await loadUser(deps, userId);
      const found = await listSessions(deps, userId);
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
