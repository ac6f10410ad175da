import { z } from 'zod';
import type { ApiDeps } from '../api-deps.ts';
import { findChannelHealth, healthWindowMs } from '../../commands/messages/health/channel-health.ts';
import type { ChannelHealth } from '../../commands/messages/health/channel-health.ts';
import { findPushHealth } from '../../commands/mobile-authentication/health/push-health.ts';
import { channelStateOf, channelStates, failureRateOf } from '../../domain/messages/health/channel-state.ts';
import { defineRoute } from '../http/route.ts';
import type { Route } from '../http/route.ts';

const milliseconds = z.number().nullable();
/** How messages of a channel went in a span of time. */
export const channelFigures = z.object({
  attempts: z.number().describe('Tries.'),
  refused: z.number().describe('Tries that the provider refused.'),
  undelivered: z.number().describe('Messages that did not arrive, as the provider says.'),
  failure_rate: z.number().describe('Share of the tries that were refused or did not arrive.'),
  last_success_at: z.string().nullable().describe('When the provider last took one (RFC 3339); null: not in the span.'),
  median_ms: milliseconds.describe(
    'Milliseconds until the provider took half of them, of pushes from the request on; null: not known.',
  ),
  p95_ms: milliseconds.describe('Milliseconds until it took 95 in 100; null: not known.'),
});
export const channelHealth = z.array(
  channelFigures.extend({
    channel: z.string().describe('How messages go: `push`, `sms`, `email`, `whatsapp`.'),
    state: z.enum(channelStates).describe('`failing`: one in ten was refused or did not arrive.'),
  }),
);
const channels = z.object({ channels: channelHealth.describe('The channels that were used in the last hour.') });
const live = z.object({ status: z.literal('up').describe('The process runs.') });
const part = z.enum(['up', 'down']);
/** `worker` is present in worker processes only. */
const ready = z.object({
  status: part.describe('`up` when all parts are.'),
  postgresql: part.describe('Whether PostgreSQL answers.'),
  temporal: part.describe('Whether Temporal answers.'),
  clock: part.describe(
    'Whether the clock of this process agrees with that of PostgreSQL, as far as COUNTERSIGN_CLOCK_SKEW_LIMIT says.',
  ),
  clock_skew_seconds: z
    .number()
    .nullable()
    .describe('Seconds that this process is ahead of PostgreSQL, negative when behind; null until it was measured.'),
  worker: part.optional().describe('Processes that only work: whether the worker polls.'),
});

/** Dependencies of the health checks. */
export interface HealthDeps extends Pick<ApiDeps, 'em' | 'engine' | 'clock' | 'clockWatch'> {
  /** Whether the worker polls; only in a worker process. */
  isWorking?: () => boolean;
}

/** `/health/live`: the process runs. `/health/ready`: it can also reach PostgreSQL and Temporal, has the right time, and works if it is there to work. */
export function healthRoutes(deps: HealthDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/live',
      summary: 'The process runs',
      responses: { 200: live },
      handler: () => ({ status: 200, body: { status: 'up' } }),
    }),
    defineRoute({
      method: 'get',
      path: '/ready',
      summary: 'The process can serve',
      responses: { 200: ready, 503: ready },
      handler: async () => {
        const [postgresql, temporal] = await Promise.all([
          check(() => deps.em().execute('select 1')),
          check(() => deps.engine.check()),
        ]);
        const parts = {
          postgresql,
          temporal,
          clock: stateOf(deps.clockWatch.isWithinLimit()),
          ...(deps.isWorking ? { worker: stateOf(deps.isWorking()) } : {}),
        };
        const up = Object.values(parts).every((state) => state === 'up');
        return {
          status: up ? 200 : 503,
          body: { status: stateOf(up), ...parts, clock_skew_seconds: deps.clockWatch.skewSeconds() ?? null },
          ...(up ? {} : { headers: { 'Retry-After': '2' } }),
        };
      },
    }),
  ];
}

const stateOf = (isUp: boolean) => (isUp ? 'up' : 'down');

/**
 * How each channel of messages fares, for the operations listener alone: how much a site sends is not for strangers. Never a reason to take
 * a process out of traffic: the provider is away for all of them.
 */
export function channelsRoute(deps: Pick<HealthDeps, 'em' | 'clock'>): Route {
  return defineRoute({
    method: 'get',
    path: '/channels',
    summary: 'How each channel of messages fares',
    responses: { 200: channels },
    handler: async () => ({ status: 200, body: { channels: await loadChannels(deps) } }),
  });
}

/** How each channel that was used in the last hour fares, as it is answered. */
export async function loadChannels(deps: Pick<HealthDeps, 'em' | 'clock'>): Promise<z.input<typeof channelHealth>> {
  const found = await findHealthOfAll(deps, healthWindowMs);
  return found.map((health) => ({
    channel: health.channel,
    state: channelStateOf(health),
    ...presentFigures(health),
  }));
}

/** How each channel that was used in the last milliseconds has fared. */
export async function findHealthOfAll(
  deps: Pick<HealthDeps, 'em' | 'clock'>,
  windowMs: number,
): Promise<ChannelHealth[]> {
  const push = await findPushHealth(deps, windowMs);
  return [...(push ? [push] : []), ...(await findChannelHealth(deps, windowMs))];
}

export function presentFigures(health: ChannelHealth): z.input<typeof channelFigures> {
  const { attempts, refused, undelivered, lastSuccessAt, medianMs, p95Ms } = health;
  return {
    ...{ attempts, refused, undelivered },
    failure_rate: failureRateOf(health),
    last_success_at: lastSuccessAt?.toISOString() ?? null,
    ...{ median_ms: medianMs, p95_ms: p95Ms },
  };
}

async function check(probe: () => Promise<unknown>): Promise<'up' | 'down'> {
  try {
    await probe();
    return 'up';
  } catch {
    return 'down';
  }
}
