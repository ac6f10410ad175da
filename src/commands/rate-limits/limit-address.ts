import type { CommandDeps } from '../command-deps.ts';
import type { RequestOrigin } from '../events/request-origin.ts';
import { addressKey } from './address-key.ts';
import { isThisMachine } from './is-this-machine.ts';
import { createRateLimit } from './rate-limit.ts';
import type { RateLimitOptions } from './rate-limit.ts';

/**
 * Counts what comes from an address: other limits are of one person, and an attacker may try many people once each. With
 * `keptInProcess` this process refuses beyond the limit without a query.
 * @returns counts one; it throws `slow_down` beyond the limit.
 */
export function limitAddress(
  deps: Pick<CommandDeps, 'em' | 'keyring'>,
  options: RateLimitOptions,
): (origin: Pick<RequestOrigin, 'clientIp'>) => Promise<void> {
  const limit = createRateLimit(deps, options);
  return async ({ clientIp }) => {
    if (clientIp && !isThisMachine(clientIp)) await limit.count(addressKey(deps.keyring, clientIp));
  };
}
