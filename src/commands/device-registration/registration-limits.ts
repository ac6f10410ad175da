import { BlockList, isIPv6 } from 'node:net';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSource } from '../configuration/configuration-snapshot.ts';
import { recordEvent } from '../events/record-event.ts';
import { addressKey } from '../rate-limits/address-key.ts';
import { createRateLimit } from '../rate-limits/rate-limit.ts';
import type { RateLimit } from '../rate-limits/rate-limit.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';

/** This machine, or a proxy on it whose forwarding nobody said is to be trusted: no address that could be limited. */
const thisMachine = new BlockList();
thisMachine.addSubnet('127.0.0.0', 8);
thisMachine.addAddress('::1', 'ipv6');

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { configuration: ConfigurationSource };

/** Keeps strangers from filling the table of devices: a registration needs nothing but a key that anybody can make. */
export interface RegistrationLimits {
  /**
   * Counts a registration before anything of it is looked at.
   * @throws CountersignError slow_down
   */
  count(origin: RequestOrigin): Promise<void>;
}

export function createRegistrationLimits(deps: Deps): RegistrationLimits {
  let current: { points: number; limit: RateLimit } | undefined;
  const limitOf = (points: number): RateLimit => {
    if (current?.points !== points) current = { points, limit: createRateLimit(deps, { name: 'registration:address', points, duration: 3600 }) };
    return current.limit;
  };
  return {
    async count(origin) {
      const { clientIp } = origin;
      if (!clientIp || isThisMachine(clientIp)) return;
      const { registrations_per_address_per_hour: points } = (await deps.configuration.current()).general;
      await limitOf(points).count(addressKey(deps.keyring, clientIp), () => recordFlood(deps, origin));
    },
  };
}

function isThisMachine(address: string): boolean {
  return thisMachine.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

async function recordFlood(deps: Deps, origin: RequestOrigin): Promise<void> {
  await deps.em().transactional(async (em) => {
    recordEvent(em, { name: 'DYNAMIC REG FAILED TOO MANY REQUESTS', occurredAt: deps.clock(), ...originOf(origin), detail: 'slow_down' });
  });
}
