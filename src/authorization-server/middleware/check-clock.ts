import type { Middleware } from 'koa';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

/** Refuses requests while the clock of this process is wrong: lifetimes of tokens and ages of proofs would be wrong. */
export function checkClock({ clockWatch }: Pick<AuthorizationServerDeps, 'clockWatch'>): Middleware {
  return async (ctx, next) => {
    if (clockWatch.isWithinLimit()) return next();
    ctx.status = 503;
    ctx.set('Retry-After', '5');
    ctx.body = { error: 'temporarily_unavailable', error_description: 'the clock of the server is wrong' };
  };
}
