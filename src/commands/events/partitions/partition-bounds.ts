import type { EntityManager } from '@mikro-orm/postgresql';
import { smallestId } from '../../../entities/columns/id.ts';

/** One partition of the table `event`: ids from `from` (inclusive) until `until`; undefined = open. */
export interface EventPartition {
  name: string;
  from: Date | undefined;
  until: Date | undefined;
}

/** Milliseconds. */
export const week = 7 * 24 * 3_600_000;

/** The epoch began on a Thursday; weeks begin on Monday, UTC. */
const firstMonday = 4 * 24 * 3_600_000;

/** The Monday on which the week of a moment began. */
export function mondayOf(moment: Date): Date {
  return new Date(moment.getTime() - ((moment.getTime() - firstMonday) % week));
}

/** Name of the partition that begins at a time; it stays when the partition gets an end. */
export function partitionName(from: Date): string {
  return `event_from_${from.toISOString().slice(0, 10).replaceAll('-', '')}`;
}

/** A bound as SQL. Bounds are no parameters in DDL: what is written here are the digits of a date. */
export function boundary(moment: Date): string {
  return `('${smallestId(moment.getTime())}')`;
}

/** Every partition, oldest first: the first is open to the past, the last to the future, and there is no gap between them. */
export async function listPartitions(em: EntityManager): Promise<EventPartition[]> {
  const rows = await em.execute<{ name: string; bound: string }[]>(
    `select child.relname as name, pg_get_expr(child.relpartbound, child.oid) as bound
       from pg_inherits join pg_class child on child.oid = inhrelid where inhparent = 'event'::regclass`,
    [],
    'all',
    em.getTransactionContext(),
  );
  return rows
    .map(readPartition)
    .toSorted((left, right) => (left.from?.getTime() ?? -1) - (right.from?.getTime() ?? -1));
}

function readPartition({ name, bound }: { name: string; bound: string }): EventPartition {
  const [, from, until] = /^FOR VALUES FROM \((.+)\) TO \((.+)\)$/.exec(bound) ?? [];
  if (!from || !until) throw new Error(`The partition ${name} has the bounds ${bound}, which are none of ours`);
  return { name, from: readBound(from), until: readBound(until) };
}

function readBound(text: string): Date | undefined {
  if (text === 'MINVALUE' || text === 'MAXVALUE') return undefined;
  return new Date(Number.parseInt(text.replaceAll(/['-]/g, '').slice(0, 12), 16));
}
