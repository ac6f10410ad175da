import type { Middleware } from 'koa';

/** Keeps pages of other origins from embedding answers of the admin API. The app API allows it. */
export const ownOriginOnly: Middleware = async (context, next) => {
  context.set('Cross-Origin-Resource-Policy', 'same-origin');
  await next();
};
