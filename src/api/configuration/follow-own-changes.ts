import type { Middleware } from 'koa';
import type { ForgettingSource } from '../../commands/configuration/configuration-snapshot.ts';

/**
 * Drops snapshots of the configuration after a change through this process, so that the caller's next request sees the change:
 * the database's notification comes a moment later.
 */
export function followOwnChanges(...sources: Pick<ForgettingSource<unknown>, 'forget'>[]): Middleware {
  return async (context, next) => {
    await next();
    if (context.method !== 'GET') for (const source of sources) source.forget();
  };
}
