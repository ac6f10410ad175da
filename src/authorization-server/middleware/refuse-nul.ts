import type { Middleware } from 'koa';
import { errors } from 'oidc-provider';
import type { Provider } from 'oidc-provider';
import { renderPage, textsFor } from '../pages/page.ts';

const nul = '\u0000';
const reason = 'a parameter contains a NUL';

/** Refuses a query with a NUL: the provider stores parameters outside of its error handler, and PostgreSQL stores no NUL. */
export const refuseNulInQuery: Middleware = async (ctx, next) => {
  if (!hasNul(ctx.query)) return next();
  ctx.status = 400;
  const { addressTitle, addressText } = textsFor(ctx);
  if (ctx.accepts('json', 'html') === 'html') return renderPage(ctx, addressTitle, `<p>${addressText}</p>`);
  ctx.body = { error: 'invalid_request', error_description: reason };
  return undefined;
};

/**
 * The same for bodies, which the provider reads and parses itself: it assigns each parsed body to its context, and answers an error of
 * the assignment as `invalid_request` in the format of the endpoint.
 */
export function refuseNulInBodies(provider: Provider): void {
  const { prototype } = (provider as unknown as { OIDCContext: { prototype: object } }).OIDCContext;
  const bodies = new WeakMap<object, unknown>();
  Object.defineProperty(prototype, 'body', {
    get(this: object) {
      return bodies.get(this);
    },
    set(this: object, body: unknown) {
      if (hasNul(body)) throw new errors.InvalidRequest(reason);
      bodies.set(this, body);
    },
  });
}

function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(nul);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, one]) => name.includes(nul) || hasNul(one));
}
