import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import { timeOrderedId } from '../../entities/columns/id.ts';
import { notificationChannel } from '../notify.ts';
import type { RequestOrigin } from '../request-origin.ts';
import type { Statement } from '../statement.ts';

/** An event about the transaction that a statement changes. */
export interface TransactionEvent {
  name: EventName;
  occurredAt: Date;
  detail?: string | null;
  /** The request that caused it, where one did; the client stays the site whose transaction it is. */
  origin?: Pick<RequestOrigin, 'clientIp' | 'userAgent'>;
}

/**
 * Changes one transaction with its events and everything that goes with it, and tells who waits, in a single statement:
 * one round trip where a unit of work takes seven, on the path that every approval walks. It is atomic like any
 * statement, and nothing happens unless the guarded change found its row.
 * @param change `update transaction ... where ... returning *`.
 * @param also further data-modifying parts, which read the changed row from `changed`.
 * @returns whether the guard let the change through.
 */
export async function changeTransaction(em: EntityManager, change: Statement, events: readonly TransactionEvent[], also: readonly Statement[] = []): Promise<boolean> {
  const parts = [insertEvents(events), ...also];
  const named = parts.map((part, index) => `part_${index} as (${part.sql})`);
  const sql = `with changed as (${change.sql}), ${named.join(', ')}
    select pg_notify('${notificationChannel}', 'transaction:' || id), pg_notify('${notificationChannel}', 'registration:' || registration_id)
      from changed`;
  const rows = await em.execute(sql, [...change.parameters, ...parts.flatMap((part) => part.parameters)]);
  return rows.length > 0;
}

function insertEvents(events: readonly TransactionEvent[]): Statement {
  const values = events.map(() => '(?::uuid, ?, ?::timestamptz, ?, ?, ?)').join(', ');
  return {
    sql: `insert into event (id, name, occurred_at, user_id, client_id, app_name, subject_id, request_id, detail, client_ip, user_agent)
      select e.id, e.name, e.at, c.user_id, c.api_client_id, (select a.name from api_client a where a.id = c.api_client_id), c.id, c.request_id, e.detail, e.ip, e.agent
        from changed c cross join (values ${values}) as e (id, name, at, detail, ip, agent)`,
    parameters: events.flatMap(({ name, occurredAt, detail, origin }) => [timeOrderedId(occurredAt.getTime()), name, occurredAt, detail ?? null, origin?.clientIp ?? null, origin?.userAgent ?? null]),
  };
}
