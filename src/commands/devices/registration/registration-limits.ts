import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { recordEvent } from '../../events/record-event.ts';
import { networkBlock } from '../../rate-limits/address-block.ts';
import { addressKey } from '../../rate-limits/address-key.ts';
import { personalKey } from '../../rate-limits/personal-key.ts';
import { createRateLimit } from '../../rate-limits/rate-limit.ts';
import type { RateLimit, RateLimitOptions } from '../../rate-limits/rate-limit.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { isThisMachine } from '../../rate-limits/is-this-machine.ts';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { configuration: ConfigurationSource };

/** Limits registrations, so that callers cannot fill the table of devices: a registration needs only a key that any caller can make. */
export interface RegistrationLimits {
  /**
   * Counts a registration before its content is read.
   * @throws CountersignError slow_down
   */
  count(origin: RequestOrigin): Promise<void>;
}

/**
 * Three limits, the narrow one first, so that one address cannot use up the limit of its network. One attacker may hold very many IPv6
 * networks: a third limit counts all IPv6 networks together, separate from IPv4.
 */
export function createRegistrationLimits(deps: Deps): RegistrationLimits {
  const byAddress = createChangingLimit(deps);
  const byNetwork = createChangingLimit(deps);
  const overIpv6 = createChangingLimit(deps);
  return {
    async count(origin) {
      const { clientIp } = origin;
      if (!clientIp || isThisMachine(clientIp)) return;
      const { general } = await deps.configuration.current();
      const refused = (detail: string) => () => recordFlood(deps, origin, detail);
      const network = networkBlock(clientIp);
      await byAddress(rateLimit('registration:address', general)).count(
        addressKey(deps.keyring, clientIp),
        refused('slow_down'),
      );
      await byNetwork(rateLimit('registration:network', general)).count(
        personalKey(deps.keyring, network),
        refused('slow_down: network'),
      );
      const ofIpv6 = rateLimit('registration:ipv6', general);
      if (ofIpv6.points > 0 && network.includes(':')) await overIpv6(ofIpv6).count('all', refused('slow_down: IPv6'));
    },
  };
}

/** A limit whose number is a setting. */
function createChangingLimit(deps: Deps): (options: RateLimitOptions) => RateLimit {
  let current: { points: number; limit: RateLimit } | undefined;
  return (options) => {
    const { points } = options;
    if (current?.points !== points) current = { points, limit: createRateLimit(deps, options) };
    return current.limit;
  };
}

async function recordFlood(deps: Deps, origin: RequestOrigin, detail: string): Promise<void> {
  await deps.em().transactional(async (em) => {
    recordEvent(em, {
      name: 'DYNAMIC REG FAILED TOO MANY REQUESTS',
      occurredAt: deps.clock(),
      ...originOf(origin),
      detail,
    });
  });
}
