import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { addressKey } from '../rate-limits/address-key.ts';
import { personalKey } from '../rate-limits/personal-key.ts';
import { createRateLimit } from '../rate-limits/rate-limit.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';

/** How many passwords may be guessed, counted before one is looked at. */
export interface LoginLimits {
  /**
   * @returns to be called when the password was right: it takes the count back.
   * @throws CountersignError slow_down
   */
  count(origin: RequestOrigin, username: string): Promise<() => Promise<void>>;
}

/**
 * An address runs out before it can lock an operator out by itself: that takes five of them. Of IPv6 an address is all that one
 * subscriber may have, or five networks of one attacker would be five. A hundred guesses an hour do not
 * find a password of twelve characters.
 */
export function createLoginLimits(deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>): LoginLimits {
  const byAddress = createRateLimit(deps, { name: 'operator-login:address', points: 20, duration: 600 });
  const byUsername = createRateLimit(deps, { name: 'operator-login:username', points: 100, duration: 3600 });
  const blocked = (origin: RequestOrigin, detail: string) => () =>
    deps.em().transactional(async (em) => recordEvent(em, { name: 'ADMIN LOGIN BLOCKED', occurredAt: deps.clock(), ...originOf(origin), detail }));
  return {
    async count(origin, username) {
      const address = addressKey(deps.keyring, origin.clientIp ?? '', 48);
      // What is typed there may be a password that went into the wrong field.
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
