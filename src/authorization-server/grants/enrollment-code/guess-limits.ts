import { errors } from 'oidc-provider';
import { addressKey } from '../../../commands/rate-limits/address-key.ts';
import { createRateLimit } from '../../../commands/rate-limits/rate-limit.ts';
import type { RateLimit } from '../../../commands/rate-limits/rate-limit.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import type { EnrollmentCodeContext } from './enrollment-code-context.ts';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';

/** Limits of wrong codes, in PostgreSQL for all replicas together. */
export interface GuessLimits {
  /**
   * Counts a guess before the comparison.
   * @returns a function that takes the count back after a right guess.
   * @throws SlowDown, 429 with `Retry-After`.
   */
  count(ctx: EnrollmentCodeContext): Promise<() => Promise<void>>;
}

/** One address may be shared by many phones behind one router, so it has more guesses than one of them. */
export function createGuessLimits(deps: Pick<AuthorizationServerDeps, 'em' | 'keyring'>): GuessLimits {
  const byClient = createRateLimit(deps, rateLimit('enrollment-code:client'));
  const byAddress = createRateLimit(deps, rateLimit('enrollment-code:address'));
  return {
    async count(ctx) {
      const client = ctx.oidc.client.clientId;
      const address = addressKey(deps.keyring, ctx.ip);
      await consume(ctx, byClient, client);
      await consume(ctx, byAddress, address);
      return async () => {
        await byClient.forget(client);
        await byAddress.takeBack(address);
      };
    },
  };
}

/** Error format of the token endpoint. */
async function consume(ctx: EnrollmentCodeContext, limit: RateLimit, key: string): Promise<void> {
  try {
    await limit.count(key);
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    ctx.set('Retry-After', String(error.retryAfterSeconds));
    throw Object.assign(new errors.OIDCProviderError(429, 'slow_down'), { error_description: 'too many wrong codes' });
  }
}
