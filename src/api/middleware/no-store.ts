import type { Middleware } from 'koa';

/** As the published contract of the website API spells it (contract/mobile-authentication.md section 1). */
const everywhere = 'no-cache, no-store, must-revalidate';

/** Answers are personal and change by the second. */
export function noStore(cacheControl: string = everywhere): Middleware {
  return async (context, next) => {
    context.set({ 'Cache-Control': cacheControl, Pragma: 'no-cache' });
    await next();
  };
}
