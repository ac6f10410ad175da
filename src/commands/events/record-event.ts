import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import { timeOrderedId } from '../../entities/columns/id.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { Event } from '../../entities/happenings/event.ts';

export interface EventRecord extends Omit<RequestOrigin, 'requestId'> {
  name: EventName;
  occurredAt: Date;
  requestId?: string | null;
  userId?: string | null;
  /** Id of what it is about. */
  subjectId?: string | null;
  /** A code or a reason, never personal data. */
  detail?: string | null;
}

/** Adds an event to the unit of work: it is written with the change that it records, or not at all. */
export function recordEvent(em: EntityManager, event: EventRecord): void {
  em.create(Event, { id: timeOrderedId(event.occurredAt.getTime()), ...event }, { persist: true });
}

/** Writes an event that goes with no other change: one round trip. */
export async function writeEvent(em: EntityManager, event: EventRecord): Promise<void> {
  await em.insert(Event, { id: timeOrderedId(event.occurredAt.getTime()), ...event });
}
