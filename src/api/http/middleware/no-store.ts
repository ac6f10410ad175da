import type { Middleware } from 'koa';

/** Value in the published contract of the website API (contract/mobile-authentication.md section 1). */
const everywhere = 'no-cache, no-store, must-revalidate';

/** Forbids caching: answers are personal and change quickly. */
export function noStore(cacheControl: string = everywhere): Middleware {
  return async (context, next) => {
    context.set({ 'Cache-Control': cacheControl, Pragma: 'no-cache' });
    await next();
  };
}
