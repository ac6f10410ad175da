import type { z } from 'zod';
import { findStoppedCountries } from '../../../commands/authentication/methods/sending/stopped-countries.ts';
import { findChannelFailures, healthWindowMs } from '../../../commands/messages/health/channel-health.ts';
import type { ChannelFailure, ChannelHealth } from '../../../commands/messages/health/channel-health.ts';
import type { ConfiguredChannel } from '../../../commands/messages/health/configured-channels.ts';
import { findPushFailures } from '../../../commands/mobile-authentication/health/push-health.ts';
import { channelStateOf } from '../../../domain/messages/health/channel-state.ts';
import { findHealthOfAll, presentFigures } from '../../health/health-routes.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { channelsAnswer } from './schema.ts';

const channels = ['email', 'sms', 'whatsapp', 'push'] as const;
type Channel = (typeof channels)[number];

const dayMs = 24 * 3_600_000;
const mostFailures = 5;

/** The channels by which people are sent something. */
export function channelRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/channels',
      summary: 'The channels of messages, and how they fare',
      responses: { 200: channelsAnswer },
      handler: async () => {
        const found = await load(deps);
        return { status: 200, body: { items: channels.map((channel) => present(channel, found)) } };
      },
    }),
  ];
}

/** One after the other: an operator waits for it, and requests need the connections. */
async function load(deps: AdminDeps) {
  const configured = await deps.configuredChannels();
  const hour = await findHealthOfAll(deps, healthWindowMs);
  const day = await findHealthOfAll(deps, dayMs);
  const failures = [...(await findChannelFailures(deps, dayMs)), ...(await findPushFailures(deps, dayMs))];
  return { configured, hour, day, failures, stopped: await findStoppedCountries(deps) };
}

type Found = Awaited<ReturnType<typeof load>>;

function present(
  channel: Channel,
  { configured, hour, day, failures, stopped }: Found,
): z.input<typeof channelsAnswer>['items'][number] {
  const by: ConfiguredChannel | undefined = configured[channel];
  const [lastHour, lastDay] = [healthIn(hour, channel), healthIn(day, channel)];
  const isOfPhones = channel === 'sms' || channel === 'whatsapp';
  return {
    channel,
    state: by ? channelStateOf(lastHour, lastDay) : 'not_configured',
    providers: [...(by?.providers ?? [])],
    source: by?.source ?? null,
    hour: presentFigures(lastHour),
    day: presentFigures(lastDay),
    failures: failures
      .filter((failure) => failure.channel === channel)
      .slice(0, mostFailures)
      .map(presentFailure),
    stopped_countries: isOfPhones ? stopped : [],
  };
}

function healthIn(span: readonly ChannelHealth[], channel: Channel): ChannelHealth {
  const none = { channel, attempts: 0, refused: 0, undelivered: 0, lastSuccessAt: null, medianMs: null, p95Ms: null };
  return span.find((health) => health.channel === channel) ?? none;
}

function presentFailure({ code, count, lastAt }: ChannelFailure) {
  return { code, count, last_at: lastAt.toISOString() };
}
