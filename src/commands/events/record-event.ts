import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import { timeOrderedId } from '../../entities/columns/id.ts';
import type { CommandDeps } from '../command-deps.ts';
import { runPrepared } from '../prepared-statement.ts';
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

const insertEvent = {
  name: 'write-event',
  text: `
    insert into event (id, name, occurred_at, request_id, user_id, subject_id, detail, client_id, app_name, client_ip, user_agent, agent_user)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
};

/** Writes an event that goes with no other change: one prepared statement, in no transaction of the caller's. */
export async function writeEvent(deps: Pick<CommandDeps, 'em'>, event: EventRecord): Promise<void> {
  const { name, occurredAt, requestId, userId, subjectId, detail, clientId, appName, clientIp, userAgent, agentUser } = event;
  await runPrepared(deps, insertEvent, [timeOrderedId(occurredAt.getTime()), name, occurredAt, requestId, userId, subjectId, detail, clientId, appName, clientIp, userAgent, agentUser]);
}
