import { errors } from 'oidc-provider';
import { addressKey } from '../../../commands/rate-limits/address-key.ts';
import { createRateLimit } from '../../../commands/rate-limits/rate-limit.ts';
import type { RateLimit } from '../../../commands/rate-limits/rate-limit.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import type { EnrollmentCodeContext } from './enrollment-code-context.ts';

/** Who has how many guesses left, in PostgreSQL so that it holds for all replicas together. */
export interface GuessLimits {
  /**
   * Counts a guess before it is looked at.
   * @returns to be called when the guess was right: it takes the count back.
   * @throws SlowDown, 429 with `Retry-After`.
   */
  count(ctx: EnrollmentCodeContext): Promise<() => Promise<void>>;
}

/** Wrong codes in so many seconds. An address may stand for many phones behind one router. */
export function createGuessLimits(deps: Pick<AuthorizationServerDeps, 'em' | 'keyring'>): GuessLimits {
  const byClient = createRateLimit(deps, { name: 'enrollment-code:client', points: 10, duration: 600 });
  const byAddress = createRateLimit(deps, { name: 'enrollment-code:address', points: 100, duration: 600 });
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

/** In the words of the token endpoint. */
async function consume(ctx: EnrollmentCodeContext, limit: RateLimit, key: string): Promise<void> {
  try {
    await limit.count(key);
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    ctx.set('Retry-After', String(error.retryAfterSeconds));
    throw Object.assign(new errors.OIDCProviderError(429, 'slow_down'), { error_description: 'too many wrong codes' });
  }
}
