import type { Middleware } from 'koa';

/** Answers that anybody may read: keys and metadata. */
const open = new Set(['/jwks', '/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']);
/** Answers that apps read, also when something before the provider refused: a clock that is off is set right by such an answer. */
const forApps = new Set(['/token', '/token/revocation']);
/** What a browser app reads of an answer besides the body: its clock, when to come back, why it was refused. */
const exposed = 'Date, DPoP-Nonce, Retry-After, WWW-Authenticate, X-Request-Id';

/**
 * The provider answers every preflight with the origin that asked, and decides later. Here only configured origins are
 * ever named.
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
