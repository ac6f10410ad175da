import type { EntityManager } from '@mikro-orm/postgresql';
import { Event } from '../../entities/events/event.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { EventFilter } from './event-filter.ts';
import { countedEvents, lookedThrough, mostLookedThrough, newestEvents } from './event-statements.ts';

/** Events are counted up to this number, which bounds the pages. Older events are reached by dates. */
export const mostCounted = 10_000;

export interface EventPage {
  events: Event[];
  /** Number of matches, exact below `mostCounted`. */
  total: number;
}

/**
 * One page of events, newest first. The bounds above limit the index entries that it reads.
 * @param page counted from 0.
 * @throws event_search_too_wide when the page is beyond the count, or too many events would be filtered.
 */
export async function findEvents(
  deps: Pick<CommandDeps, 'em'>,
  filter: EventFilter,
  { page, size }: { page: number; size: number },
): Promise<EventPage> {
  if (filter.names?.length === 0) return { events: [], total: 0 };
  const em = deps.em();
  const offset = page * size;
  await checkWidth(em, filter);
  if (offset >= mostCounted) {
    const total = await countEvents(em, filter);
    if (total > mostCounted) throw new CountersignError('event_search_too_wide', { extra: { parameter: 'page' } });
    return { events: [], total };
  }
  const { sql, parameters } = newestEvents(filter, offset + size);
  const rows = await em.execute<Record<string, unknown>[]>(
    `with page as (${sql} limit ? offset ?) select event.* from page join event using (id) order by id desc`,
    [...parameters, size, offset],
  );
  const events = rows.map((row) => em.map(Event, row) as Event);
  if (rows.length < size && (rows.length > 0 || offset === 0)) return { events, total: offset + rows.length };
  return { events, total: Math.min(await countEvents(em, filter), mostCounted) };
}

/** At most one more than the bound. */
async function countEvents(em: EntityManager, filter: EventFilter): Promise<number> {
  const { sql, parameters } = countedEvents(filter, mostCounted + 1);
  const [row] = await em.execute<{ total: number }[]>(sql, parameters);
  return row?.total ?? 0;
}

async function checkWidth(em: EntityManager, filter: EventFilter): Promise<void> {
  const statement = lookedThrough(filter);
  if (!statement) return;
  const [row] = await em.execute<{ total: number }[]>(statement.sql, statement.parameters);
  if ((row?.total ?? 0) > mostLookedThrough)
    throw new CountersignError('event_search_too_wide', { extra: { parameter: 'start_date' } });
}
