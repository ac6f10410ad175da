import { createHash } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { CommandDeps } from '../command-deps.ts';
import { writeEvent } from '../events/record-event.ts';
import { originOf } from '../events/request-origin.ts';
import type { RequestOrigin } from '../events/request-origin.ts';
import { addressBlock } from '../rate-limits/address-block.ts';
import { isWithin } from '../rate-limits/is-within.ts';
import { createRateLimit } from '../rate-limits/rate-limit.ts';
import { processLimits, rateLimit } from '../../domain/rate-limits/limits.ts';

/**
 * Stores the `jti` of an API client's assertion. The insert is unique, so only one process accepts the assertion.
 * @returns false when the client used this `jti` before.
 */
export async function rememberAssertion(
  deps: Pick<CommandDeps, 'em'>,
  { clientId, jti, expiresAt }: { clientId: string; jti: string; expiresAt: Date },
): Promise<boolean> {
  const id = createHash('sha256').update(`client assertion\n${clientId}\n${jti}`).digest();
  const { affectedRows } = await deps
    .em()
    .execute<{ affectedRows: number }>(
      'insert into used_proof (id, expires_at) values (?, ?) on conflict do nothing',
      [id, expiresAt],
      'run',
    );
  return affectedRows === 1;
}

/** Records that an authenticated API client called an API outside its scopes, up to a limit: a client with a wrong configuration repeats its call. */
export async function recordMissingScope(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { scope, ...origin }: RequestOrigin & { scope: string },
): Promise<void> {
  if (!(await isWithin(createRateLimit(deps, rateLimit('missing-scope')), origin.clientId ?? ''))) return;
  await writeEvent(deps, {
    name: 'API INSUFFICIENT PERMISSIONS',
    occurredAt: deps.clock(),
    ...originOf(origin),
    detail: scope,
  });
}

interface AuthenticationFailure extends RequestOrigin {
  /** The method and the fault. `clientId`: the configured client that the caller named. */
  detail: string;
}

/** Metric of failures, including those without an event. */
export interface AuthenticationFailureMetrics {
  countAuthenticationFailure(labels: { recorded: 'yes' | 'no' }): void;
}

/** Records callers of the REST API that could not be authenticated. */
export interface AuthenticationFailures {
  record(failure: AuthenticationFailure): Promise<void>;
}

/**
 * Writes an event for each failure up to a limit, so that a flood neither fills the table
 * nor takes connections from requests. The count is kept in the process: in the database it would cost a connection too.
 */
export function createAuthenticationFailures(
  deps: Pick<CommandDeps, 'em' | 'clock'> & { metrics: AuthenticationFailureMetrics },
): AuthenticationFailures {
  const ofClient = createProcessLimit('authentication-failures:client');
  const ofAddress = createProcessLimit('authentication-failures:address');
  return {
    async record({ detail, ...origin }) {
      const client = origin.clientId ?? '';
      // The client first: its limit bounds how many addresses are remembered.
      const recorded =
        (await isWithinProcess(ofClient, client)) &&
        (await isWithinProcess(ofAddress, `${client} ${addressBlock(origin.clientIp ?? '')}`));
      deps.metrics.countAuthenticationFailure({ recorded: recorded ? 'yes' : 'no' });
      if (recorded)
        await writeEvent(deps, {
          name: 'API AUTHENTICATION FAILED',
          occurredAt: deps.clock(),
          ...originOf(origin),
          detail,
        });
    },
  };
}

function createProcessLimit(keyPrefix: 'authentication-failures:client' | 'authentication-failures:address') {
  const { most: points, within: duration } = processLimits[keyPrefix];
  return new RateLimiterMemory({ keyPrefix, points, duration });
}

async function isWithinProcess(limiter: RateLimiterMemory, key: string): Promise<boolean> {
  return limiter.consume(key).then(
    () => true,
    () => false,
  );
}
