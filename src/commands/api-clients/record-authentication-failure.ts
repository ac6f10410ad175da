import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { CommandDeps } from '../command-deps.ts';
import { writeEvent } from '../events/record-event.ts';
import { addressBlock } from '../rate-limits/address-block.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';

export interface AuthenticationFailure extends RequestOrigin {
  /** The method and what was wrong. `clientId`: the configured client that the caller said to be. */
  detail: string;
}

/** Where failures are counted, those that are not written too. */
export interface AuthenticationFailureMetrics {
  countAuthenticationFailure(labels: { recorded: 'yes' | 'no' }): void;
}

/** Tells that callers of the REST API could not be authenticated. */
export interface AuthenticationFailures {
  record(failure: AuthenticationFailure): Promise<void>;
}

/** Seconds. */
const window = 60;
/** Events in that time for one address that names one client (or none that there is). */
const perAddress = 60;
/** Events in that time for all addresses that name one client. */
const perClient = 600;

/**
 * Writes an event for each failure, until there are so many that somebody seems to be making them: a flood fills no table
 * and takes no connection from anybody. It is counted in the process, as counting elsewhere would cost what it is to save.
 */
export function createAuthenticationFailures(deps: Pick<CommandDeps, 'em' | 'clock'> & { metrics: AuthenticationFailureMetrics }): AuthenticationFailures {
  const ofClient = new RateLimiterMemory({ keyPrefix: 'client', points: perClient, duration: window });
  const ofAddress = new RateLimiterMemory({ keyPrefix: 'address', points: perAddress, duration: window });
  return {
    async record({ detail, ...origin }) {
      const client = origin.clientId ?? '';
      // The client first: it bounds how many addresses are remembered.
      const recorded = (await isWithin(ofClient, client)) && (await isWithin(ofAddress, `${client} ${addressBlock(origin.clientIp ?? '')}`));
      deps.metrics.countAuthenticationFailure({ recorded: recorded ? 'yes' : 'no' });
      if (recorded) await writeEvent(deps, { name: 'API AUTHENTICATION FAILED', occurredAt: deps.clock(), ...originOf(origin), detail });
    },
  };
}

async function isWithin(limiter: RateLimiterMemory, key: string): Promise<boolean> {
  return limiter.consume(key).then(
    () => true,
    () => false,
  );
}
