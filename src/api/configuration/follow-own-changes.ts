import type { Middleware } from 'koa';
import type { ForgettingConfigurationSource } from '../../commands/configuration/configuration-snapshot.ts';

/**
 * Who was told that a change is made may count on it at once where they were told so: the database's notification comes a moment
 * later, to this process as to all others.
 */
export function followOwnChanges(configuration: ForgettingConfigurationSource): Middleware {
  return async (context, next) => {
    await next();
    if (context.method !== 'GET') configuration.forget();
  };
}
