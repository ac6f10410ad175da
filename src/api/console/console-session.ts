import type { Middleware } from 'koa';
import compose from 'koa-compose';
import { z } from 'zod';
import { closeOperatorSession } from '../../commands/operators/close-operator-session.ts';
import { createLoginLimits } from '../../commands/operators/login-limits.ts';
import { openOperatorSession } from '../../commands/operators/open-operator-session.ts';
import type { SignedInOperator } from '../../commands/operators/operator-session.ts';
import { accesses, isAllowed } from '../../domain/persons/roles/access.ts';
import { rolesOfFormer } from '../../domain/persons/roles/former-roles.ts';
import { createAdminDeps } from '../admin/admin-deps.ts';
import type { AdminDeps } from '../admin/admin-deps.ts';
import { ownOriginOnly } from '../admin/own-origin-only.ts';
import { createFirstOperator, sessionOf } from '../admin/session/routes.ts';
import { loginBody, presentSession, sessionAnswer } from '../admin/session/schema.ts';
import type { ApiDeps } from '../api-deps.ts';
import { checkOrigin } from '../http/browser/check-origin.ts';
import { adminProblems } from '../http/error-formats.ts';
import { keptAnswers } from '../http/middleware/kept-answers.ts';
import { mountSurface } from '../http/mount-surface.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { defineRoute } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import { consoleCookie } from './console-cookie.ts';
import type { ConsoleCookie } from './console-cookie.ts';

const consoleSessionAnswer = sessionAnswer.extend({
  temporal_ui: z.string().nullable().describe("Address of the workflows in Temporal's UI; null where it is not known."),
});

/**
 * The session of the operators' console, at `/console/session`. It is for our own pages alone and in no reference: what they do besides is the
 * admin API's.
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
      before: [ownOriginOnly, checkOrigin(deps.environment.publicUrl)],
      routes: sessionRoutes(deps),
    },
  );
}

function sessionRoutes(deps: AdminDeps): Route[] {
  const cookie = consoleCookie(deps);
  const login = { ...deps, limits: createLoginLimits(deps) };
  const createFirst = createFirstOperator(deps);
  const own = { path: '', before: compose([cookie.present, deps.access.authenticate]) } as const;
  return [
    defineRoute({
      method: 'post',
      path: '',
      summary: 'Sign in',
      body: loginBody,
      responses: { 200: consoleSessionAnswer },
      handler: async ({ body, context }) => {
        await createFirst();
        const { token, session } = await openOperatorSession(login, requestOriginOf(context), body);
        const seconds = Math.ceil((session.expiresAt.getTime() - deps.clock().getTime()) / 1000);
        cookie.set(context, token, seconds);
        return { status: 200, body: await present(deps, session) };
      },
    }),
    defineRoute({
      ...own,
      method: 'get',
      summary: 'Who is signed in, and what they may do',
      // Without a cookie there is nothing to refuse: that is how the sign-in page begins.
      before: compose([answerWithout(cookie), own.before]),
      responses: { 200: consoleSessionAnswer, 204: null },
      handler: async ({ context }) => ({ status: 200, body: await present(deps, sessionOf(context)) }),
    }),
    defineRoute({
      ...own,
      method: 'delete',
      summary: 'Sign out',
      responses: { 204: null },
      handler: async ({ context }) => {
        await closeOperatorSession(deps, requestOriginOf(context), sessionOf(context));
        cookie.remove(context);
        return { status: 204 };
      },
    }),
  ];
}

function answerWithout(cookie: ConsoleCookie): Middleware {
  return (context, next) => {
    if (cookie.isThere(context) || context.get('authorization') !== '') return next();
    context.status = 204;
    return undefined;
  };
}

async function present(deps: AdminDeps, session: SignedInOperator): Promise<z.input<typeof consoleSessionAnswer>> {
  const { general } = await deps.configuration.current();
  const { codecOrigin, temporalNamespace } = deps.environment;
  const roles = rolesOfFormer(session.role, general.device_modification_roles);
  const allowed = accesses.filter((access) => isAllowed(roles, access));
  return {
    ...presentSession(session, allowed, general.operator_session_idle_minutes),
    temporal_ui:
      codecOrigin === undefined ? null : `${codecOrigin}/namespaces/${encodeURIComponent(temporalNamespace)}/workflows`,
  };
}
