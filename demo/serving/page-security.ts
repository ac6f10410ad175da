import { randomBytes } from 'node:crypto';
import type { Middleware } from 'koa';
import helmet from 'koa-helmet';

/**
 * Strict headers for a page: nothing from elsewhere, no inline script, inline style only with this answer's nonce
 * (in `ctx.state.nonce`). `connectTo` names the further origins that the page's own code may call.
 */
export function pageSecurity(connectTo: readonly string[] = []): Middleware {
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", (request) => `'nonce-${nonceOf(request)}'`],
        // Pictures that come inside an answer, such as QR codes: as images they run nothing.
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", ...connectTo],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Plain HTTP on loopback: there is no TLS to insist on.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  return async (ctx, next) => {
    ctx.state.nonce = randomBytes(16).toString('base64');
    nonces.set(ctx.req, ctx.state.nonce as string);
    await headers(ctx, next);
  };
}

// helmet hands its directives the raw request, which carries no Koa state.
const nonces = new WeakMap<object, string>();

function nonceOf(request: object): string {
  return nonces.get(request) ?? '';
}
