import { z } from 'zod';
import { listSessions } from '../../../commands/authentication/sessions/list-sessions.ts';
import { endSessions } from '../../../commands/tokens/sessions/end-sessions.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { presentSession, userSession } from '../../http/browser/user-session.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { personOf } from '../authenticate-person.ts';
import { requireLevel } from '../require-level.ts';
import { signOutRoute } from './sign-out-route.ts';

const list = z.object({
  items: z
    .array(userSession.extend({ current: z.boolean().describe('Whether it is the one that asks.') }))
    .describe('The sessions, oldest first.'),
  next_cursor: z.null().describe('There are few enough for one page.'),
});

/** The browsers in which a person is signed in (contract/authentication.md section 5). */
export function sessionRoutes(deps: ApiDeps): Route[] {
  return [signOutRoute(deps), listRoute(deps), ...endRoutes(deps)];
}

function listRoute(deps: ApiDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/sessions',
    summary: 'Browsers that you are signed in with',
    responses: { 200: list },
    handler: async ({ context }) => {
      const { userId, sessionId } = personOf(context);
      const sessions = await listSessions(deps, userId);
      const items = sessions.map((session) => ({ ...presentSession(session), current: session.id === sessionId }));
      return { status: 200, body: { items, next_cursor: null } };
    },
  });
}

function endRoutes(deps: ApiDeps): Route[] {
  const before = requireLevel(deps);
  return [
    defineRoute({
      before,
      method: 'delete',
      path: '/sessions',
      summary: 'Sign out of all other browsers',
      query: z.object({ except: z.literal('current').describe('The session that asks goes on.') }),
      responses: { 204: null },
      handler: async ({ context }) => {
        const { userId, sessionId } = personOf(context);
        const action = { event: 'SESSION ENDED', origin: requestOriginOf(context) } as const;
        await endSessions(deps, { userId, exceptId: sessionId ?? undefined, removeTokens: true }, action);
        return { status: 204 };
      },
    }),
    defineRoute({
      before,
      method: 'delete',
      path: '/sessions/:id',
      summary: 'Sign out of one browser',
      params: z.object({
        id: z
          .string()
          .regex(/^[\w-]{1,64}$/)
          .describe('The session, from the list.'),
      }),
      responses: { 204: null },
      handler: async ({ params: { id }, context }) => {
        const { userId } = personOf(context);
        const action = { event: 'SESSION ENDED', origin: requestOriginOf(context) } as const;
        const ended = await endSessions(deps, { userId, sessionId: id, removeTokens: true }, action);
        if (ended === 0) throw new CountersignError('session_unknown');
        return { status: 204 };
      },
    }),
  ];
}
