import type { ChannelCounts } from '../../../domain/messages/health/channel-state.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ChannelName } from './configured-channels.ts';

/** How a channel has fared in a span of time. `refused` also counts what came to nothing otherwise. */
export interface ChannelHealth extends ChannelCounts {
  channel: ChannelName;
  /** When the provider last took one; null: not in the span. */
  lastSuccessAt: Date | null;
  /** Milliseconds until the provider took half of them, and nearly all; null: it is not known of any. */
  medianMs: number | null;
  p95Ms: number | null;
}

/** Why messages of a channel failed. */
export interface ChannelFailure {
  channel: ChannelName;
  /** A code of ours, or of the provider. */
  code: string;
  count: number;
  lastAt: Date;
}

/** Milliseconds that tell of now: long enough for a channel that is seldom used. */
export const healthWindowMs = 3_600_000;

type Deps = Pick<CommandDeps, 'em' | 'clock'>;

const counted = `select channel, count(*)::float8 as attempts, count(*) filter (where status = 'refused')::float8 as refused,
    count(*) filter (where delivery_status in ('undelivered', 'failed'))::float8 as undelivered,
    max(created_at) filter (where status = 'sent') as "lastSuccessAt",
    percentile_disc(0.5) within group (order by took_ms) filter (where status = 'sent') as "medianMs",
    percentile_disc(0.95) within group (order by took_ms) filter (where status = 'sent') as "p95Ms"
  from message_receipt where created_at >= ? group by channel order by channel`;

/** Counts the receipts of the last milliseconds, in the order of the index on `created_at`. A channel that was not used is not in it. */
export async function findChannelHealth(
  { em, clock }: Deps,
  windowMs: number = healthWindowMs,
): Promise<ChannelHealth[]> {
  const rows = await em().execute<ChannelHealth[]>(counted, [new Date(clock().getTime() - windowMs)]);
  return rows.map((row) => ({ ...row, lastSuccessAt: row.lastSuccessAt && new Date(row.lastSuccessAt) }));
}

const failed = `select channel, coalesce(refusal, delivery_error, delivery_status) as code, count(*)::float8 as count,
    max(created_at) as "lastAt"
  from message_receipt
  where created_at >= ? and (status = 'refused' or delivery_status in ('undelivered', 'failed'))
  group by 1, 2 order by 4 desc limit 50`;

/** Why messages of the last milliseconds failed, the last ones first. */
export async function findChannelFailures({ em, clock }: Deps, windowMs: number): Promise<ChannelFailure[]> {
  const rows = await em().execute<ChannelFailure[]>(failed, [new Date(clock().getTime() - windowMs)]);
  return rows.map((row) => ({ ...row, lastAt: new Date(row.lastAt) }));
}
