import type { EntityManager } from '@mikro-orm/postgresql';
import { runApart } from '../../database/prepared-statement.ts';
import { timeOrderedId } from '../../entities/columns/id.ts';
import { Event } from '../../entities/events/event.ts';
import type { CommandDeps } from '../command-deps.ts';
import { insertEvents } from './insert-events.ts';
import type { EventRecord } from './insert-events.ts';

export type { EventRecord };

/** Adds an event to the unit of work: it is written with the change that it records, or not at all. */
export function recordEvent(em: EntityManager, event: EventRecord): void {
  em.create(Event, { id: timeOrderedId(event.occurredAt.getTime()), ...event }, { persist: true });
}

/** Inserts an event that belongs to no other change: one prepared statement, outside of any transaction. */
export async function writeEvent(deps: Pick<CommandDeps, 'em'>, event: EventRecord): Promise<void> {
  await runApart(deps, insertEvents([event]));
}
