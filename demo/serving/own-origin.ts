import type { Middleware } from 'koa';

const SAFE_METHODS = new Set(['GET', 'HEAD']);

/**
 * The page has one address. `localhost` is redirected to it, so that cookies, storage and CORS agree; any other host
 * is refused, so that a name that resolves to loopback (DNS rebinding) gets nothing.
 */
export function pinHost(origin: string): Middleware {
  const { host, port } = new URL(origin);
  return async (ctx, next) => {
    if (ctx.host === host) return next();
    if (ctx.host === `localhost:${port}` && SAFE_METHODS.has(ctx.method)) return ctx.redirect(`${origin}${ctx.url}`);
    ctx.throw(421, 'This server answers only under its own address');
  };
}

/**
 * Refuses a change from a page of another origin (together with the SameSite cookie, the defence against
 * cross-site request forgery): browsers send `Origin` with every such request, and forms cannot send JSON.
 */
export function requireOwnOrigin(origin: string): Middleware {
  return async (ctx, next) => {
    if (SAFE_METHODS.has(ctx.method)) return next();
    if (ctx.get('origin') !== origin) ctx.throw(403, 'Only this site may do that');
    if (ctx.method !== 'DELETE' && !ctx.is('application/json')) ctx.throw(415, 'JSON expected');
    return next();
  };
}
