import type { Middleware } from 'koa';
import { bestLevelOf } from '../../commands/authentication/levels/best-level.ts';
import { acrOf } from '../../domain/authentication/levels.ts';
import { bounds } from '../../domain/rate-limits/limits.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';
import { personOf } from './authenticate-person.ts';

const { most: maxAge } = bounds['self-service-proof-age'];

/**
 * Refuses a change that is more than a session may do, until the person proved their best level a moment ago (contract/portal.md
 * section 1): what a thief of the session cannot, and a person without a second factor still can.
 * Refuses with insufficient_user_authentication (RFC 9470).
 */
export function requireLevel(deps: ApiDeps): Middleware {
  return async (context, next) => {
    const { userId, level, authTime } = personOf(context);
    const best = await bestLevelOf(deps, userId);
    const isRecent = authTime > deps.clock().getTime() / 1000 - maxAge;
    if (level < best || !isRecent)
      throw new CountersignError('insufficient_user_authentication', {
        extra: { acr_values: acrOf(best), max_age: maxAge },
      });
    await next();
  };
}
