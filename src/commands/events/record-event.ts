import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import { timeOrderedId } from '../../entities/columns/id.ts';
import { Event } from '../../entities/happenings/event.ts';

export interface EventRecord {
  name: EventName;
  occurredAt: Date;
  userId?: string | null;
  clientId?: string | null;
  /** Id of what it is about. */
  subjectId?: string | null;
  requestId?: string | null;
  /** A code or a reason, never personal data. */
  detail?: string | null;
}

/** Adds an event to the unit of work: it is written with the change that it records, or not at all. */
export function recordEvent(em: EntityManager, event: EventRecord): void {
  em.create(Event, { id: timeOrderedId(event.occurredAt.getTime()), ...event }, { persist: true });
}
