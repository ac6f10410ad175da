import { pushMethods } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { smallestId } from '../../../entities/columns/id.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ChannelFailure, ChannelHealth } from '../../messages/health/channel-health.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

const refusal: EventName = 'PUSH AUTH INIT FAILURE';

/** A span of time is a span of both primary keys, as ids begin with the time of their creation. A push that fell back later is not among the sent ones. */
const counted = `
  with sent as (
    select count(*)::float8 as sent, max(dispatched_at) as "lastSuccessAt",
        percentile_disc(0.5) within group (order by ms) as "medianMs", percentile_disc(0.95) within group (order by ms) as "p95Ms"
      from (select dispatched_at, (extract(epoch from dispatched_at - created_at) * 1000)::int as ms from transaction
             where id >= ?::uuid and dispatched_at is not null and method in (${pushMethods.map(() => '?').join(', ')})) pushes)
  select sent.*, (select count(*)::float8 from event where name = ? and id >= ?::uuid and detail is distinct from 'unregistered') as refused from sent`;

interface Row extends Pick<ChannelHealth, 'lastSuccessAt' | 'medianMs' | 'p95Ms'> {
  sent: number;
  refused: number;
}

/** The pushes of transactions of the last milliseconds; undefined: there were none. The time is from the request to the push. A phone that has the app no more is no fault of the channel. */
export async function findPushHealth({ em, clock }: Deps, windowMs: number): Promise<ChannelHealth | undefined> {
  const since = smallestId(clock().getTime() - windowMs);
  const [row] = await em().execute<Row[]>(counted, [since, ...pushMethods, refusal, since]);
  if (!row || row.sent + row.refused === 0) return undefined;
  const { sent, refused, lastSuccessAt, medianMs, p95Ms } = row;
  return {
    ...{ channel: 'push', attempts: sent + refused, refused, undelivered: 0, medianMs, p95Ms },
    lastSuccessAt: lastSuccessAt && new Date(lastSuccessAt),
  };
}

const failed = `select 'push' as channel, coalesce(detail, 'refused') as code, count(*)::float8 as count, max(occurred_at) as "lastAt"
  from event where name = ? and id >= ?::uuid group by 2 order by 4 desc limit 50`;

/** Why pushes of the last milliseconds were refused, the last ones first. */
export async function findPushFailures({ em, clock }: Deps, windowMs: number): Promise<ChannelFailure[]> {
  const rows = await em().execute<ChannelFailure[]>(failed, [refusal, smallestId(clock().getTime() - windowMs)]);
  return rows.map((row) => ({ ...row, lastAt: new Date(row.lastAt) }));
}
