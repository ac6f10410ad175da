import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { operatorOf } from '../operator-access.ts';
import { meAnswer, presentMe } from './presenter.ts';

/** Who calls, for a console that shows what its operator may do. */
export function meRoute(deps: AdminDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/me',
    summary: 'Who is signed in, and what they may do',
    responses: { 200: meAnswer },
    handler: async ({ context }) => ({ status: 200, body: await presentMe(deps, operatorOf(context)) }),
  });
}
