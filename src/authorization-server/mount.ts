import type { Context, Middleware } from 'koa';
import type { AuthorizationServer } from './authorization-server.ts';
import { authorizationServerPath, metadataPath } from './wire-names.ts';
import { bounds } from '../domain/rate-limits/limits.ts';

const { most: longestBody } = bounds['request-body'];

/**
 * Serves the authorization server under `/oauth` of another Koa app. Put it after the routers that have their own paths
 * there: unknown paths are passed on.
 */
export function mountAuthorizationServer({ handler, publicOrigin }: AuthorizationServer): Middleware {
  return async (ctx, next) => {
    const { path } = ctx;
    const inner = innerPath(path);
    if (inner === undefined) return next();
    if ((ctx.request.length ?? 0) > longestBody) return refuseBody(ctx);
    const enter = () => void (ctx.path = inner);
    const leave = () => void (ctx.path = path);
    useAddress(ctx, publicOrigin);
    enter();
    try {
      await handler(ctx, async () => {
        leave();
        await next();
        enter();
      });
    } finally {
      leave();
      ctx.state.route = (ctx as { oidc?: { route?: string } }).oidc?.route ?? 'unmatched';
    }
  };
}

/** The path within the authorization server; undefined for other paths. */
function innerPath(path: string): string | undefined {
  if (path === metadataPath) return '/.well-known/oauth-authorization-server';
  return path.startsWith(`${authorizationServerPath}/`) ? path.slice(authorizationServerPath.length) : undefined;
}

function refuseBody(ctx: Context): void {
  ctx.status = 413;
  ctx.body = { error: 'invalid_request', error_description: 'the body is larger than 64 KiB' };
}

/** The provider derives URLs from the request: set the public URL, whatever `Host` and proxy headers say. */
function useAddress(ctx: Context, origin: string): void {
  Object.defineProperties(ctx, {
    // Not the request target as sent: it may be absolute and name another host (RFC 9112 section 3.2.2).
    href: { value: `${origin}${ctx.path}${ctx.search}` },
    mountPath: { value: authorizationServerPath },
    secure: { value: origin.startsWith('https:') },
  });
}
