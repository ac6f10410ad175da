import type { Middleware } from 'koa';

const postOnly = new Set(['/token', '/token/revocation']);

/** The provider does not know a path by another method than its own; a caller is told that the path is right. */
export const checkMethod: Middleware = async (ctx, next) => {
  if (!postOnly.has(ctx.path) || ctx.method === 'POST' || ctx.method === 'OPTIONS') return next();
  ctx.status = 405;
  ctx.set('Allow', 'POST, OPTIONS');
  ctx.body = { error: 'invalid_request', error_description: 'use POST' };
};
