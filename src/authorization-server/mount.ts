import type { Context, Middleware } from 'koa';
import type { AuthorizationServer } from './authorization-server.ts';
import { authorizationServerPath } from './wire-names.ts';

/** Bytes: the limit of every surface. */
const longestBody = 65_536;

/**
 * Serves the authorization server under `/oauth` of another Koa app. Put it after the routers that have their own paths
 * there: what it does not know goes on to whoever comes next.
 */
export function mountAuthorizationServer({ handler, publicOrigin }: AuthorizationServer): Middleware {
  return async (ctx, next) => {
    const { path } = ctx;
    if (!path.startsWith(`${authorizationServerPath}/`)) return next();
    if ((ctx.request.length ?? 0) > longestBody) return refuseBody(ctx);
    const enter = () => void (ctx.path = path.slice(authorizationServerPath.length));
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

function refuseBody(ctx: Context): void {
  ctx.status = 413;
  ctx.body = { error: 'invalid_request', error_description: 'the body is larger than 64 KiB' };
}

/** The provider makes every URL from the request. It is the public one, whatever `Host` and whichever proxy it came with. */
function useAddress(ctx: Context, origin: string): void {
  Object.defineProperties(ctx, {
    // Not the request target as it came: it may be absolute, with somebody else's host (RFC 9112 section 3.2.2).
    href: { value: `${origin}${ctx.path}${ctx.search}` },
    mountPath: { value: authorizationServerPath },
    secure: { value: origin.startsWith('https:') },
  });
}
