import type { Statement } from '../../database/prepared-statement.ts';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import { timeOrderedId } from '../../entities/columns/id.ts';
import type { RequestOrigin } from './request-origin.ts';

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

/** The columns that follow the id, by what they hold. */
const columns = {
  name: 'name',
  occurredAt: 'occurred_at',
  requestId: 'request_id',
  userId: 'user_id',
  subjectId: 'subject_id',
  detail: 'detail',
  clientId: 'client_id',
  appName: 'app_name',
  clientIp: 'client_ip',
  userAgent: 'user_agent',
  agentUser: 'agent_user',
} as const satisfies Record<keyof EventRecord, string>;

type Part = keyof typeof columns;
const parts = Object.keys(columns) as Part[];

/** Where events take from what a record does not say. */
export interface EventSource {
  /** A table expression: each event is written once for each of its rows. */
  rows: Statement;
  /** SQL over these rows, in place of what the records say. */
  taken?: Partial<Record<Part, string>>;
}

/**
 * The one INSERT of events, as a statement or as a part of one; the unit of work has `recordEvent` instead.
 * @param source such as the rows that another part of the statement changed: no row, no event.
 */
export function insertEvents(records: readonly EventRecord[], source?: EventSource): Statement {
  const { taken = {}, rows } = source ?? {};
  const said = parts.filter((part) => taken[part] === undefined);
  const row = `(?::uuid, ${said.map((part) => (part === 'occurredAt' ? '?::timestamptz' : '?::text')).join(', ')})`;
  return {
    sql: `insert into event (id, ${parts.map((part) => columns[part]).join(', ')})
      select e.id, ${parts.map((part) => taken[part] ?? `e.${columns[part]}`).join(', ')}
        from (values ${records.map(() => row).join(', ')}) as e (id, ${said.map((part) => columns[part]).join(', ')})
        ${rows ? `cross join ${rows.sql}` : ''}`,
    parameters: [
      ...records.flatMap((record) => [
        timeOrderedId(record.occurredAt.getTime()),
        ...said.map((part) => record[part] ?? null),
      ]),
      ...(rows?.parameters ?? []),
    ],
  };
}

/** Whose a transaction is, from its row: the client stays the site that asked, also where another caller's request caused the event. */
export function partiesOfTransaction(alias: string) {
  return {
    userId: `${alias}.user_id`,
    clientId: `${alias}.api_client_id`,
    appName: `(select a.name from api_client a where a.id = ${alias}.api_client_id)`,
  };
}

/** What the events about a transaction take from its row. */
export function takenFromTransaction(alias: string) {
  return { ...partiesOfTransaction(alias), subjectId: `${alias}.id`, requestId: `${alias}.request_id` };
}
