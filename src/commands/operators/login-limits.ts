import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { addressKey } from '../rate-limits/address-key.ts';
import { personalKey } from '../rate-limits/personal-key.ts';
import { createRateLimit } from '../rate-limits/rate-limit.ts';
import { originOf } from '../events/request-origin.ts';
import type { RequestOrigin } from '../events/request-origin.ts';
import { rateLimit } from '../../domain/rate-limits/limits.ts';

/** Limits wrong passwords, counted before the comparison. */
export interface LoginLimits {
  /**
   * @returns a function that takes the count back after a right password.
   * @throws CountersignError slow_down
   */
  count(origin: RequestOrigin, username: string): Promise<() => Promise<void>>;
}

/**
 * The limit of an address is below that of an operator, so that locking an operator out takes
 * five addresses. An IPv6 address counts as the block that one subscriber may have. A hundred guesses an hour do not find
 * a password of twelve characters.
 */
export function createLoginLimits(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>): LoginLimits {
  const byAddress = createRateLimit(deps, rateLimit('operator-login:address'));
  const byUsername = createRateLimit(deps, rateLimit('operator-login:username'));
  const blocked = (origin: RequestOrigin, detail: string) => () =>
    deps
      .em()
      .transactional(async (em) =>
        recordEvent(em, { name: 'ADMIN LOGIN BLOCKED', occurredAt: deps.clock(), ...originOf(origin), detail }),
      );
  return {
    async count(origin, username) {
      const address = addressKey(deps.keyring, origin.clientIp ?? '', 48);
      // Not recorded: it may be a password that was typed into the wrong field.
      const name = personalKey(deps.keyring, username);
      await byAddress.count(address, blocked(origin, 'address'));
      await byUsername.count(name, blocked(origin, 'username'));
      return async () => {
        await byAddress.takeBack(address);
        await byUsername.forget(name);
      };
    },
  };
}
