import Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { readJson } from '../../serving/json-body.ts';
import type { CustomerView, SessionView } from '../contract.ts';
import { type Customer, userIdOf } from './customers.ts';
import { sessionCookie, type SiteDeps } from './site-context.ts';

const signInBody = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'Write a name')
    .max(60, 'That name is too long')
    .refine((name) => userIdOf(name) !== '', 'Use at least one letter'),
});

/** Who is signed in; signing in (by name alone: these customers are imaginary) and out. */
export function sessionRoutes(deps: Pick<SiteDeps, 'customers' | 'origin' | 'phoneUrl'>): Router {
  const router = new Router({ prefix: '/api/session', sensitive: true });
  const cookie = sessionCookie(deps.origin);

  const present = (ctx: Context, session: string | undefined) => {
    const customer = deps.customers.of(session);
    ctx.body = { customer: customer ? presentCustomer(customer) : null, phoneUrl: deps.phoneUrl } satisfies SessionView;
  };

  router.get('/', (ctx) => present(ctx, ctx.cookies.get(cookie)));

  router.post('/', async (ctx) => {
    const { name } = await readJson(ctx, signInBody);
    deps.customers.signOut(ctx.cookies.get(cookie));
    const session = deps.customers.signIn(name);
    ctx.cookies.set(cookie, session, { httpOnly: true, sameSite: 'strict', overwrite: true });
    present(ctx, session);
  });

  router.delete('/', (ctx) => {
    deps.customers.signOut(ctx.cookies.get(cookie));
    ctx.cookies.set(cookie, null);
    ctx.status = 204;
  });
  return router;
}

function presentCustomer({ userId, name, phoneNumber }: Customer): CustomerView {
  return { userId, name, phoneNumber };
}
