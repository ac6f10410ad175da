import type { z } from 'zod';
import type { AdminDeps } from '../admin-deps.ts';
import type { Context } from 'koa';
import { accesses, isAllowed } from '../../../domain/persons/roles/access.ts';
import { rolesOfFormer } from '../../../domain/persons/roles/former-roles.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
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

/** @throws CountersignError invalid_session for a person with an access token, who has no session of this kind */
function sessionOf(context: Context): SignedInOperator {
  const session = context.state.operatorSession as SignedInOperator | undefined;
  if (!session) throw new CountersignError('invalid_session');
  return session;
}

/** Sign-in needs no session; the other routes do. */
export function sessionRoutes(deps: AdminDeps): Route[] {
  const login = { ...deps, limits: createLoginLimits(deps) };
  const firstOperator = createFirstOperator(deps);
  const present = async (session: SignedInOperator) => {
    const { general } = await deps.configuration.current();
    const roles = rolesOfFormer(session.role, general.device_modification_roles);
    const allowed = accesses.filter((access) => isAllowed(roles, access));
    return presentSession(session, allowed, general.operator_session_idle_minutes);
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
      handler: async ({ context }) => ({ status: 200, body: await present(sessionOf(context)) }),
    }),
    defineRoute({
      ...own,
      method: 'delete',
      summary: 'Sign out',
      responses: { 204: null },
      handler: async ({ context }) => {
        await closeOperatorSession(deps, requestOriginOf(context), sessionOf(context));
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
      await changeOwnPassword(login, requestOriginOf(context), sessionOf(context), {
        current: body.current_password,
        next: body.new_password,
      });
      return { status: 204 };
    },
  });
}
