import type { EntityManager } from '@mikro-orm/postgresql';
import { smallestId } from '../../../entities/columns/id.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { changePartitions } from './change-partitions.ts';
import { boundary, listPartitions, mondayOf, partitionName, week } from './partition-bounds.ts';
import type { EventPartition } from './partition-bounds.ts';

/** Weeks from this Monday on that have a partition of their own. */
const weeksAhead = 4;

/**
 * Creates weekly partitions for some weeks ahead. Also without them every event
 * has a place: the last partition is open to the future.
 * @param em without a statement timeout, because a partition that was open for long is scanned once.
 * @returns the new partitions.
 */
export async function extendEventPartitions(em: EntityManager, deps: Pick<CommandDeps, 'clock'>): Promise<string[]> {
  const horizon = mondayOf(deps.clock()).getTime() + weeksAhead * week;
  const made: string[] = [];
  for (;;) {
    const last = (await listPartitions(em)).at(-1) as EventPartition;
    if (!last.from || last.from.getTime() >= horizon) return made;
    made.push(await closeLast(em, last as ClosablePartition, boundFor(last.from, deps.clock())));
  }
}

type ClosablePartition = EventPartition & { from: Date };

/** A week, or more when this did not run for long: until the Monday after next, so that it covers concurrent writes. */
function boundFor(from: Date, now: Date): Date {
  return new Date(
    Math.max(from.getTime() + week, mondayOf(now).getTime() + (from.getTime() < now.getTime() ? 2 * week : 0)),
  );
}

/** Ends the last partition and adds a new last one. */
async function closeLast(em: EntityManager, last: ClosablePartition, until: Date): Promise<string> {
  await proveBound(em, last, until);
  return changePartitions(em, async (inner, run) => {
    const next = partitionName(until);
    const [still] = (await listPartitions(inner)).slice(-1);
    if (still?.name !== last.name) return next; // another process did it
    await run(`alter table event detach partition ${last.name}`);
    await run(
      `alter table event attach partition ${last.name} for values from ${boundary(last.from)} to ${boundary(until)}`,
    );
    await run(`create table ${next} partition of event for values from ${boundary(until)} to (maxvalue)`);
    await run(`alter table ${last.name} drop constraint if exists event_bound`);
    return next;
  });
}

/** Validates the rows without blocking writers, so that no scan is needed while the table is locked. */
async function proveBound(em: EntityManager, { name, from }: ClosablePartition, until: Date): Promise<void> {
  const [row] = await em.execute<{ id: string | null }[]>(
    `select max(id::text) as id from (select id from ${name} order by id desc limit 1) newest`,
  );
  if (!row?.id) return;
  if (row.id >= smallestId(until.getTime()))
    throw new Error(
      `An event in ${name} has an id of the future, ${row.id}: a clock was wrong. Change its id and time, then this goes on`,
    );
  await changePartitions(em, async (_inner, run) => {
    await run(`alter table ${name} drop constraint if exists event_bound`);
    await run(
      `alter table ${name} add constraint event_bound check (id >= '${smallestId(from.getTime())}' and id < '${smallestId(until.getTime())}') not valid`,
    );
  });
  await em.execute(`alter table ${name} validate constraint event_bound`);
}
