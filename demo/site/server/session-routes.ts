import Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { readJson } from '../../serving/json-body.ts';
import type { CustomerView, SessionView } from '../contract.ts';
import { type Customer, userIdOf } from './customers.ts';
import { sessionCookie, sessionCookiesOf, sessionOf, type SiteDeps } from './site-context.ts';

const signInBody = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'Write a name')
    .max(60, 'That name is too long')
    .refine((name) => userIdOf(name) !== '', 'Use at least one letter'),
});

/** The session; sign-in (by name only, because these customers are imaginary) and sign-out. */
export function sessionRoutes(deps: Pick<SiteDeps, 'customers' | 'origin' | 'phoneUrl'>): Router {
  const router = new Router({ prefix: '/api/session', sensitive: true });

  const present = (ctx: Context, session: string | undefined) => {
    const customer = deps.customers.of(session);
    ctx.body = { customer: customer ? presentCustomer(customer) : null, phoneUrl: deps.phoneUrl } satisfies SessionView;
  };

  router.get('/', (ctx) => present(ctx, sessionOf(ctx, deps)));

  router.post('/', async (ctx) => {
    const { name } = await readJson(ctx, signInBody);
    const cookie = sessionCookie(deps.origin, userIdOf(name));
    const session = deps.customers.signIn(name);
    if (session === undefined) return ctx.throw(403, 'This customer has a password: sign in with Countersign');
    deps.customers.signOut(ctx.cookies.get(cookie));
    dropDeadSessions(ctx, deps);
    ctx.cookies.set(cookie, session, { httpOnly: true, sameSite: 'strict', overwrite: true });
    present(ctx, session);
  });

  router.delete('/', (ctx) => {
    const session = sessionOf(ctx, deps);
    const customer = deps.customers.of(session);
    if (customer) ctx.cookies.set(sessionCookie(deps.origin, customer.userId), null);
    deps.customers.signOut(session);
    ctx.status = 204;
  });
  return router;
}

/** Deletes cookies of sessions that ended with an earlier run, which would accumulate in an open browser. */
function dropDeadSessions(ctx: Context, { customers, origin }: Pick<SiteDeps, 'customers' | 'origin'>): void {
  for (const { name, value } of sessionCookiesOf(ctx, origin)) {
    if (!customers.of(value)) ctx.cookies.set(name, null);
  }
}

function presentCustomer({ userId, name, phoneNumber }: Customer): CustomerView {
  return { userId, name, phoneNumber };
}
