import type { Middleware } from 'koa';

/** Nothing of the admin API is embedded by a page of another origin (the app API has to be). */
export const ownOriginOnly: Middleware = async (context, next) => {
  context.set('Cross-Origin-Resource-Policy', 'same-origin');
  await next();
};
