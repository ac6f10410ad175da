import { endSessions } from '../../../commands/tokens/sessions/end-sessions.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { personOf } from '../authenticate-person.ts';

export function signOutRoute(deps: Pick<ApiDeps, 'em' | 'clock'>): Route {
  return defineRoute({
    method: 'delete',
    path: '/session',
    summary: 'Sign out',
    responses: { 204: null },
    handler: async ({ context }) => {
      const { userId, sessionId } = personOf(context);
      // A token without a session has none to end; without an id every session of the person would end.
      if (sessionId !== null) {
        const action = { event: 'SESSION ENDED', origin: requestOriginOf(context) } as const;
        await endSessions(deps, { userId, sessionId, removeTokens: true }, action);
      }
      return { status: 204 };
    },
  });
}
