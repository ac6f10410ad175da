import type { Middleware } from 'koa';

/** Answers are personal and change by the second (contract/mobile-authentication.md section 1). */
export const noStore: Middleware = async (context, next) => {
  context.set({ 'Cache-Control': 'no-cache, no-store, must-revalidate', Pragma: 'no-cache' });
  await next();
};
