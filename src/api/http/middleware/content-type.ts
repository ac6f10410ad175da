import type { Middleware } from 'koa';

/** Gives JSON answers the content type that the contract spells out. Streams keep their own. */
export function contentType(type: string): Middleware {
  return async (context, next) => {
    await next();
    if (context.response.is('json')) context.set('Content-Type', type);
  };
}
