import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../../command-deps.ts';
import { changePartitions } from './change-partitions.ts';
import { boundary, listPartitions } from './partition-bounds.ts';
import type { EventPartition } from './partition-bounds.ts';

const day = 24 * 3_600_000;
/** The partition that is open to the past. */
const oldest = 'event_oldest';
/** Name of a detached partition that is to be dropped. */
const prunedPrefix = 'event_pruned_';

/** `event_retention_days` of the general settings. */
interface RetentionSource {
  current(): Promise<{ general: { event_retention_days: number } }>;
}

type Deps = Pick<CommandDeps, 'clock'> & { configuration: RetentionSource };

/**
 * Drops the partitions whose last event is older than the setting `event_retention_days`. Their place is taken by one
 * that is open to the past, so that there is never a gap.
 * @returns the dropped partitions.
 */
export async function pruneEvents(em: EntityManager, deps: Deps): Promise<string[]> {
  const { general } = await deps.configuration.current();
  const limit = deps.clock().getTime() - general.event_retention_days * day;
  const gone = await changePartitions(em, async (inner, run) => {
    const expired = (await listPartitions(inner)).filter(({ until }) => until && until.getTime() <= limit);
    const until = expired.at(-1)?.until;
    if (!until || (await isPruned(inner, expired))) return [];
    for (const [index, { name }] of expired.entries()) {
      await run(`alter table event detach partition ${name}`);
      await run(`alter table ${name} rename to ${prunedPrefix}${deps.clock().getTime()}_${index}`);
    }
    await run(`create table ${oldest} partition of event for values from (minvalue) to ${boundary(until)}`);
    return expired.map(({ name }) => name);
  });
  await dropPruned(em);
  return gone;
}

/** Whether only the partition that is open to the past is left, without rows. */
async function isPruned(em: EntityManager, expired: readonly EventPartition[]): Promise<boolean> {
  if (expired.length !== 1) return false;
  const rows = await em.execute<unknown[]>(`select from ${oldest} limit 1`, [], 'all', em.getTransactionContext());
  return rows.length === 0;
}

/** Drops detached partitions, those of earlier runs too. A separate step, so that no writer waits while large files are removed. */
async function dropPruned(em: EntityManager): Promise<void> {
  const tables = await em.execute<{ name: string }[]>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace and starts_with(relname, ?)`,
    [prunedPrefix],
  );
  for (const { name } of tables) await em.execute(`drop table if exists ${name}`);
}
