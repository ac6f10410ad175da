import type { EntityManager } from '@mikro-orm/postgresql';
import { columnsOf, insertionOf } from '../../../database/entity-columns.ts';
import { notificationChannel } from '../../../database/notify.ts';
import { runStatement } from '../../../database/prepared-statement.ts';
import type { Statement } from '../../../database/prepared-statement.ts';
import { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import { insertEvents } from '../../events/insert-events.ts';
import type { EventRecord } from '../../events/insert-events.ts';

/**
 * The flow of a condition, by a prepared statement. No unit of work has it: what is assigned to it is not written.
 * @param condition over the columns of `f`
 */
export async function readFlow(em: EntityManager, condition: Statement): Promise<AuthenticationFlow | undefined> {
  const { select, read } = columnsOf(em, AuthenticationFlow, 'f');
  const sql = `select ${select} from authentication_flow f where ${condition.sql}`;
  const [row] = await runStatement(em, { sql, parameters: condition.parameters });
  return row && read(row);
}

/** Inserts a flow with the events of its beginning. */
export async function insertFlow(
  em: EntityManager,
  flow: AuthenticationFlow,
  events: readonly EventRecord[],
): Promise<void> {
  const { columns, row } = insertionOf(em, AuthenticationFlow, flow);
  const { sql, parameters } = insertEvents(events, { rows: { sql: 'opened', parameters: [] } });
  await runStatement(em, {
    sql: `with opened as (insert into authentication_flow (${columns}) ${row.sql} returning id) ${sql}`,
    parameters: [...row.parameters, ...parameters],
  });
}

/** Writes the events of a change of a flow, and tells those who wait for it, if the transaction commits. */
export async function tellChange(em: EntityManager, flowId: string, events: readonly EventRecord[]): Promise<void> {
  const parameters = [notificationChannel, `flow:${flowId}`];
  const told = { sql: 'select pg_notify(?, ?)', parameters };
  const rows = { sql: `(${told.sql}) as told`, parameters };
  await runStatement(em, events.length === 0 ? told : insertEvents(events, { rows }));
}
