import { LRUCache } from 'lru-cache';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { CommandDeps } from '../command-deps.ts';
import { writeEvent } from '../events/record-event.ts';
import { runApart } from '../../database/prepared-statement.ts';
import { addressBlock } from '../rate-limits/address-block.ts';
import { addressKey } from '../rate-limits/address-key.ts';
import { isThisMachine } from '../rate-limits/is-this-machine.ts';
import { personalKey } from '../rate-limits/personal-key.ts';
import { createRateLimit } from '../rate-limits/rate-limit.ts';
import { originOf } from '../events/request-origin.ts';
import type { RequestOrigin } from '../events/request-origin.ts';
import { bounds, rateLimit } from '../../domain/rate-limits/limits.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

/** The secret that a caller sent, and the configured client that it named. */
export interface SecretTry {
  clientId: string | undefined;
  isRight: boolean;
  origin: RequestOrigin;
}

/** Limits wrong secrets of API clients. */
export interface SecretLimits {
  /**
   * Counts a try before the comparison, so that guesses sent at once are counted too. A right secret from an address
   * from which the client authenticated before is neither counted nor refused, so that an attacker elsewhere cannot lock it out.
   * @returns seconds after which the limit takes tries again; undefined while it does.
   */
  count(attempt: SecretTry): Promise<number | undefined>;
}

/** Milliseconds for which a process caches that a client is known at an address. */
const rememberedMs = 600_000;
/** Milliseconds for which a client stays known at an address after its last right secret there. */
const knownMs = bounds['known-client-address'].most * 1000;
/** Clients and addresses that a process remembers. */
const mostRemembered = 10_000;

const findKnown = 'select 1 from rate_limit where key = $1 and expire > $2';
const rememberKnown =
  'insert into rate_limit (key, points, expire) values ($1, 1, $2) on conflict (key) do update set expire = excluded.expire';

/** Limits for one client at one address block, and for the block in total. A block of IPv6 is what one subscriber may have. */
export function createSecretLimits(deps: Deps): SecretLimits {
  const ofClient = createRateLimit(deps, {
    ...rateLimit('client-secret:client'),
    keptInProcess: true,
  });
  const ofAddress = createRateLimit(deps, {
    ...rateLimit('client-secret:address'),
    keptInProcess: true,
  });
  const known = createKnownAddresses(deps);
  return {
    async count({ clientId, isRight, origin }) {
      const { clientIp } = origin;
      if (!clientIp || isThisMachine(clientIp)) return undefined;
      const address = addressKey(deps.keyring, clientIp, 48);
      const pair = personalKey(deps.keyring, `${clientId ?? ''} ${addressBlock(clientIp, 48)}`);
      if (isRight && (await known.has(pair))) return undefined;
      try {
        await ofClient.count(pair, () => recordBlock(deps, origin, clientId, 'client'));
        await ofAddress.count(address, () => recordBlock(deps, origin, clientId, 'address'));
      } catch (error) {
        if (error instanceof CountersignError && error.code === 'slow_down') return error.retryAfterSeconds;
        throw error;
      }
      if (!isRight) return undefined;
      await ofClient.takeBack(pair);
      await ofAddress.takeBack(address);
      await known.add(pair);
      return undefined;
    },
  };
}

/** Clients with a right secret by address. Stored in the database, for all processes and over restarts. */
function createKnownAddresses(deps: Deps) {
  const remembered = new LRUCache<string, true>({ max: mostRemembered, ttl: rememberedMs });
  const keyOf = (pair: string) => `client-secret:known:${pair}`;
  const add = async (pair: string) => {
    await runApart(deps, { sql: rememberKnown, parameters: [keyOf(pair), deps.clock().getTime() + knownMs] });
    remembered.set(pair, true);
  };
  return {
    add,
    async has(pair: string): Promise<boolean> {
      if (remembered.has(pair)) return true;
      const found = await runApart(deps, { sql: findKnown, parameters: [keyOf(pair), deps.clock().getTime()] });
      if (found.length === 0) return false;
      await add(pair);
      return true;
    },
  };
}

async function recordBlock(
  deps: Deps,
  origin: RequestOrigin,
  clientId: string | undefined,
  detail: string,
): Promise<void> {
  await writeEvent(deps, {
    name: 'API AUTHENTICATION BLOCKED',
    occurredAt: deps.clock(),
    ...originOf({ ...origin, clientId: clientId ?? null }),
    detail,
  });
}
