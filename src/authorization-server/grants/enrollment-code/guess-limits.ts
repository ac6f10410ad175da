import { errors } from 'oidc-provider';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import { runPrepared } from '../../tokens/prepared-statement.ts';
import type { PreparedStatement } from '../../tokens/prepared-statement.ts';
import type { EnrollmentCodeContext } from './enrollment-code-context.ts';
import { addressBlock } from './address-block.ts';

/** Wrong codes in so many seconds. An address may stand for many phones behind one router. */
const limits = {
  client: { points: 10, duration: 600 },
  address: { points: 100, duration: 600 },
} as const;

/** Who has how many guesses left, in PostgreSQL so that it holds for all replicas together. */
export interface GuessLimits {
  /**
   * Counts a guess before it is looked at.
   * @returns to be called when the guess was right: it takes the count back.
   * @throws SlowDown, 429 with `Retry-After`.
   */
  count(ctx: EnrollmentCodeContext): Promise<() => Promise<void>>;
}

export function createGuessLimits(deps: Pick<AuthorizationServerDeps, 'em' | 'keyring'>): GuessLimits {
  const limiters = { client: createLimiter(deps, 'client'), address: createLimiter(deps, 'address') };
  return {
    async count(ctx) {
      const client = ctx.oidc.client.clientId;
      const address = deps.keyring.lookupHash(addressBlock(ctx.ip), 'rate_limit').toString('base64url');
      await consume(ctx, limiters.client, client);
      await consume(ctx, limiters.address, address);
      return async () => {
        await limiters.client.delete(client);
        await limiters.address.reward(address, 1);
      };
    },
  };
}

function createLimiter(deps: Pick<AuthorizationServerDeps, 'em'>, by: keyof typeof limits): RateLimiterPostgres {
  const storeClient = {
    query: ({ name, text, values }: PreparedStatement & { values: unknown[] }) => runPrepared(deps, { name: `${by}-${name}`, text }, values),
  };
  return new RateLimiterPostgres({
    ...limits[by],
    keyPrefix: `enrollment-code:${by}`,
    storeClient,
    storeType: 'client',
    tableName: 'rate_limit',
    tableCreated: true,
    clearExpiredByTimeout: false,
  });
}

async function consume(ctx: EnrollmentCodeContext, limiter: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (exceeded) {
    if (!(exceeded instanceof RateLimiterRes)) throw exceeded;
    ctx.set('Retry-After', String(Math.max(1, Math.ceil(exceeded.msBeforeNext / 1000))));
    throw Object.assign(new errors.OIDCProviderError(429, 'slow_down'), { error_description: 'too many wrong codes' });
  }
}
