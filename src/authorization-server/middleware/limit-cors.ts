import type { Middleware } from 'koa';

/** Paths that any origin may read: keys and metadata. */
const open = new Set(['/jwks', '/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']);
/** Paths whose answers apps read, refusals before the provider included: an app corrects its clock by them. */
const forApps = new Set(['/token', '/token/revocation']);
/** Response headers that a browser app reads: time, retry delay and reason. */
const exposed = 'Date, DPoP-Nonce, Retry-After, WWW-Authenticate, X-Request-Id';

/**
 * The provider allows every origin in a preflight and decides later. Only configured origins
 * are allowed here.
 */
export function limitCors(origins: readonly string[]): Middleware {
  return async (ctx, next) => {
    await next();
    const origin = ctx.get('Origin');
    if (open.has(ctx.path) || !origin) return;
    if (origins.includes(origin)) {
      ctx.set('Access-Control-Expose-Headers', exposed);
      if (!forApps.has(ctx.path)) return;
      ctx.set('Access-Control-Allow-Origin', origin);
      return ctx.vary('Origin');
    }
    for (const name of Object.keys(ctx.response.headers)) {
      if (name.startsWith('access-control-')) ctx.remove(name);
    }
  };
}
