import { changeOwnPassword } from '../../../commands/operators/change-own-password.ts';
import { closeOperatorSession } from '../../../commands/operators/close-operator-session.ts';
import { createLoginLimits } from '../../../commands/operators/login-limits.ts';
import { openOperatorSession } from '../../../commands/operators/open-operator-session.ts';
import type { SignedInOperator } from '../../../commands/operators/operator-session.ts';
import { requestOriginOf } from '../../request-origin.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { operatorOf } from '../operator-access.ts';
import { createFirstOperator } from './first-operator.ts';
import { loginSchema, newSessionSchema, ownPasswordSchema, sessionSchema } from './schema.ts';

/** Signing in and out: the one thing of the admin API that asks for no session. */
export function sessionRoutes(deps: AdminDeps): Route[] {
  const { access } = deps;
  const login = { ...deps, limits: createLoginLimits(deps) };
  const firstOperator = createFirstOperator(deps);
  const present = async (session: SignedInOperator) => {
    const { general } = await deps.configuration.current();
    return presentSession(session, await access.accessesOf(session), general.operator_session_idle_minutes);
  };
  const own = { path: '', caller: 'operator', before: access.authenticate } as const;
  return [
    defineRoute({
      method: 'post',
      path: '',
      summary: 'Sign in',
      body: loginSchema,
      responses: { 201: newSessionSchema },
      handler: async ({ body, context }) => {
        await firstOperator();
        const { token, session } = await openOperatorSession(login, requestOriginOf(context), body);
        return { status: 201, body: { token, token_type: 'Bearer', ...(await present(session)) } };
      },
    }),
    defineRoute({ ...own, method: 'get', summary: 'Who is signed in, and what they may do', responses: { 200: sessionSchema }, handler: async ({ context }) => ({ status: 200, body: await present(operatorOf(context)) }) }),
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
    defineRoute({
      method: 'put',
      path: '/password',
      caller: 'operator',
      before: access.authenticate,
      summary: "Change one's own password; all sessions of the operator end",
      body: ownPasswordSchema,
      responses: { 204: null },
      handler: async ({ body, context }) => {
        await changeOwnPassword(login, requestOriginOf(context), operatorOf(context), { current: body.current_password, next: body.new_password });
        return { status: 204 };
      },
    }),
  ];
}

function presentSession({ operatorId, username, displayName, role, expiresAt }: SignedInOperator, access: string[], idleMinutes: number) {
  return {
    operator: { id: operatorId, username, display_name: displayName, role },
    access,
    expires_at: expiresAt.toISOString(),
    idle_seconds: idleMinutes * 60,
  };
}
