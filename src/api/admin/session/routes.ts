import type { z } from 'zod';
import type { AdminDeps } from '../admin-deps.ts';
import { operatorOf } from '../operator-access.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { loginBody, newSessionAnswer, ownPasswordBody, presentSession, sessionAnswer } from './schema.ts';
import { changeOwnPassword } from '../../../commands/operators/change-own-password.ts';
import { closeOperatorSession } from '../../../commands/operators/close-operator-session.ts';
import { ensureFirstOperator } from '../../../commands/operators/ensure-first-operator.ts';
import { createLoginLimits } from '../../../commands/operators/login-limits.ts';
import { openOperatorSession } from '../../../commands/operators/open-operator-session.ts';
import type { SignedInOperator } from '../../../commands/operators/operator-session.ts';

/**
 * Creates the operator that the environment names, at the first sign-in instead of at the start: the process starts also
 * while the database is unreachable. It runs until it succeeds once.
 */
function createFirstOperator(
  deps: Pick<AdminDeps, 'em' | 'clock' | 'environment' | 'log' | 'passwords'>,
): () => Promise<void> {
  const { firstOperator: username, firstOperatorPassword: firstPassword } = deps.environment;
  let done = username === undefined || firstPassword === undefined;
  return async () => {
    if (done || username === undefined || firstPassword === undefined) return;
    if (await ensureFirstOperator(deps, { username, password: firstPassword }))
      deps.log.info({ operator: username }, 'first operator created');
    done = true;
  };
}

/** Sign-in needs no session; the other routes do. */
export function sessionRoutes(deps: AdminDeps): Route[] {
  const { access } = deps;
  const login = { ...deps, limits: createLoginLimits(deps) };
  const firstOperator = createFirstOperator(deps);
  const present = async (session: SignedInOperator) => {
    const { general } = await deps.configuration.current();
    return presentSession(session, await access.accessesOf(session), general.operator_session_idle_minutes);
  };
  return [
    defineRoute({
      method: 'post',
      path: '',
      summary: 'Sign in',
      body: loginBody,
      responses: { 201: newSessionAnswer },
      handler: async ({ body, context }) => {
        await firstOperator();
        const { token, session } = await openOperatorSession(login, requestOriginOf(context), body);
        return { status: 201, body: { token, token_type: 'Bearer', ...(await present(session)) } };
      },
    }),
    ...ownSession(deps, present),
    passwordRoute(deps, login),
  ];
}

function ownSession(
  deps: AdminDeps,
  present: (session: SignedInOperator) => Promise<z.input<typeof sessionAnswer>>,
): Route[] {
  const own = { path: '', caller: 'operator', before: deps.access.authenticate } as const;
  return [
    defineRoute({
      ...own,
      method: 'get',
      summary: 'Who is signed in, and what they may do',
      responses: { 200: sessionAnswer },
      handler: async ({ context }) => ({ status: 200, body: await present(operatorOf(context)) }),
    }),
    defineRoute({
      ...own,
      method: 'delete',
      summary: 'Sign out',
      responses: { 204: null },
      handler: async ({ context }) => {
        await closeOperatorSession(deps, requestOriginOf(context), operatorOf(context));
        return { status: 204 };
      },
    }),
  ];
}

function passwordRoute(deps: AdminDeps, login: Parameters<typeof changeOwnPassword>[0]): Route {
  return defineRoute({
    method: 'put',
    path: '/password',
    caller: 'operator',
    before: deps.access.authenticate,
    summary: "Change one's own password; all sessions of the operator end",
    body: ownPasswordBody,
    responses: { 204: null },
    handler: async ({ body, context }) => {
      await changeOwnPassword(login, requestOriginOf(context), operatorOf(context), {
        current: body.current_password,
        next: body.new_password,
      });
      return { status: 204 };
    },
  });
}
