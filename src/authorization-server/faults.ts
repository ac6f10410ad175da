import type { Context, Middleware } from 'koa';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { AuthorizationServerDeps } from './authorization-server-deps.ts';

type Deps = Pick<AuthorizationServerDeps, 'log' | 'isDatabaseAway'>;

/** Faults inside the provider: it has answered `server_error` already and tells us why. */
export function reportFaults(provider: Provider, deps: Deps): void {
  provider.on('server_error', (ctx: KoaContextWithOIDC, error: Error) => answerFault(deps, ctx, error));
}

/** Faults around the provider, in its error format (RFC 6749 section 5.2). */
export function answerFaults(deps: Deps): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      ctx.status = 500;
      ctx.body = { error: 'server_error', error_description: 'something went wrong on our side' };
      answerFault(deps, ctx, error);
    }
  };
}

/** Logs what went wrong on our side; a database that is away is told to the caller as that. */
function answerFault({ log, isDatabaseAway }: Deps, ctx: Context | KoaContextWithOIDC, error: unknown): void {
  const fields = { err: error, request_id: ctx.state.requestId as unknown };
  if (!isDatabaseAway?.(error)) return log.error(fields, 'authorization server failed');
  log.warn(fields, 'authorization server cannot reach the database');
  ctx.status = 503;
  ctx.set('Retry-After', '2');
  ctx.body = { error: 'temporarily_unavailable', error_description: 'try again after Retry-After' };
}
