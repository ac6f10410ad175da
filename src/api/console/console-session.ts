import type { Middleware } from 'koa';
import compose from 'koa-compose';
import { z } from 'zod';
import { endSessions } from '../../commands/tokens/sessions/end-sessions.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { createAdminDeps } from '../admin/admin-deps.ts';
import type { AdminDeps } from '../admin/admin-deps.ts';
import { meAnswer, presentMe } from '../admin/me/presenter.ts';
import { browserSessionOf, operatorOf } from '../admin/operator-access.ts';
import { ownOriginOnly } from '../admin/own-origin-only.ts';
import type { ApiDeps } from '../api-deps.ts';
import { adminProblems } from '../http/error-formats.ts';
import { keptAnswers } from '../http/middleware/kept-answers.ts';
import { mountSurface } from '../http/mount-surface.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { defineRoute } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import { consolePage } from './console-page.ts';

const consoleSessionAnswer = meAnswer.extend({
  temporal_ui: z.string().nullable().describe("Address of the workflows in Temporal's UI; null where it is not known."),
});

/**
 * Who is signed in at the operators' console, at `/console/session`. It is for our own pages alone and in no reference: what they do besides is
 * the admin API's.
 */
export function consoleSession(apiDeps: ApiDeps): Middleware {
  const deps = createAdminDeps(apiDeps);
  return mountSurface(
    { ...deps, kept: keptAnswers(deps) },
    {
      name: 'admin',
      title: 'Console',
      caller: 'anonymous',
      base: '/console/session',
      reads: ['json'],
      refuses: adminProblems,
      before: [ownOriginOnly, consolePage(deps)],
      routes: sessionRoutes(deps),
    },
  );
}

function sessionRoutes(deps: AdminDeps): Route[] {
  const { codecOrigin, temporalNamespace } = deps.environment;
  const ui = codecOrigin && `${codecOrigin}/namespaces/${encodeURIComponent(temporalNamespace)}/workflows`;
  return [
    defineRoute({
      method: 'get',
      path: '',
      summary: 'Who is signed in, and what they may do',
      // Without a session there is nothing to refuse: that is how the sign-in page begins.
      before: compose([answerWithoutSession, deps.access.authenticate]),
      responses: { 200: consoleSessionAnswer, 204: null },
      handler: async ({ context }) => ({
        status: 200,
        body: { ...(await presentMe(deps, operatorOf(context))), temporal_ui: ui ?? null },
      }),
    }),
    defineRoute({
      method: 'delete',
      path: '',
      summary: 'Sign out',
      responses: { 204: null },
      handler: async ({ context }) => {
        const session = browserSessionOf(context);
        if (!session) throw new CountersignError('invalid_session');
        const action = { event: 'SESSION ENDED', origin: requestOriginOf(context) } as const;
        await endSessions(deps, { userId: session.accountId, sessionId: session.uid, removeTokens: true }, action);
        return { status: 204 };
      },
    }),
  ];
}

const answerWithoutSession: Middleware = (context, next) => {
  if (browserSessionOf(context) || context.get('authorization') !== '') return next();
  context.status = 204;
  return undefined;
};
