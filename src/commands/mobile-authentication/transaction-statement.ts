import type { EntityManager } from '@mikro-orm/postgresql';
import type { QueryResultRow } from 'pg';
import type { EventName } from '../../domain/events/event-catalogue.ts';
import { notificationChannel } from '../../database/notify.ts';
import { insertEvents, takenFromTransaction } from '../events/insert-events.ts';
import type { RequestOrigin } from '../events/request-origin.ts';
import { runStatement } from '../../database/prepared-statement.ts';
import type { Statement } from '../../database/prepared-statement.ts';

/** An event about the transaction that a statement changes. */
export interface TransactionEvent {
  name: EventName;
  occurredAt: Date;
  detail?: string | null;
  /** The request that caused it, if any; the client is always the transaction's site. */
  origin?: Pick<RequestOrigin, 'clientIp' | 'userAgent'>;
}

/**
 * Changes one transaction with its events and further rows, and notifies waiters, in a single statement:
 * one round trip where a unit of work takes seven, on the path that every approval walks. It is atomic like any
 * statement, and nothing happens unless the guarded change found its row.
 * @param change `update transaction ... where ... returning *`.
 * @param also further data-modifying parts, which read the changed row from `changed`.
 * @returns whether the guard let the change through.
 */
export async function changeTransaction(
  em: EntityManager,
  change: Statement,
  events: readonly TransactionEvent[],
  also: readonly Statement[] = [],
): Promise<boolean> {
  return (await changeAndSelect(em, { change, events, also, select: '' })).length > 0;
}

/** The same with columns of the changed row. @param select such as `callback_uri as "url"`. */
export async function changeAndSelect<Row extends QueryResultRow>(
  em: EntityManager,
  {
    change,
    events,
    also,
    select,
  }: { change: Statement; events: readonly TransactionEvent[]; also: readonly Statement[]; select: string },
): Promise<Row[]> {
  const records = events.map(({ origin, ...event }) => ({
    ...event,
    clientIp: origin?.clientIp ?? null,
    userAgent: origin?.userAgent ?? null,
  }));
  const source = { rows: { sql: 'changed', parameters: [] }, taken: takenFromTransaction('changed') };
  const parts = [insertEvents(records, source), ...also];
  const named = parts.map((part, index) => `part_${index} as (${part.sql})`);
  const sql = `with changed as (${change.sql}), ${named.join(', ')}
    select pg_notify('${notificationChannel}', 'transaction:' || id), pg_notify('${notificationChannel}', 'registration:' || registration_id)${select === '' ? '' : `, ${select}`}
      from changed`;
  const parameters = [...change.parameters, ...parts.flatMap((part) => part.parameters)];
  return runStatement<Row>(em, { sql, parameters });
}
