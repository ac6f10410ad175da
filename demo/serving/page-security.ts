import { randomBytes } from 'node:crypto';
import type { Middleware } from 'koa';
import helmet from 'koa-helmet';

/**
 * Strict headers for a page: no content of other origins, no inline script, inline style only with the nonce of this
 * answer (in `ctx.state.nonce`). `connectTo` names the other origins that the page may call.
 */
export function pageSecurity(connectTo: readonly string[] = []): Middleware {
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", (request) => `'nonce-${nonceOf(request)}'`],
        // Images inside an answer, such as QR codes, cannot run scripts.
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", ...connectTo],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Plain HTTP on loopback, without TLS.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  return async (ctx, next) => {
    ctx.state.nonce = randomBytes(16).toString('base64');
    nonces.set(ctx.req, ctx.state.nonce as string);
    await headers(ctx, next);
  };
}

// helmet passes its directives the raw request, which has no Koa state.
const nonces = new WeakMap<object, string>();

function nonceOf(request: object): string {
  return nonces.get(request) ?? '';
}
