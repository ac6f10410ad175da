import type { EntityManager } from '@mikro-orm/postgresql';
import { runStatement } from './prepared-statement.ts';

/** Topics: a transaction's state, the open transactions of a registration, a flow's state, the end of an action token, the whole configuration, the signing keys, new logouts of clients, backchannel requests. */
export type Topic =
  | 'transaction'
  | 'registration'
  | 'flow'
  | 'action-token'
  | 'configuration'
  | 'signing-keys'
  | 'logout'
  | 'backchannel';

/** The one PostgreSQL channel that all processes listen on. */
export const notificationChannel = 'countersign';

/** Notifies all processes of a change if the surrounding transaction commits. */
export async function notify(em: EntityManager, topic: Topic, key: string): Promise<void> {
  await runStatement(em, { sql: 'select pg_notify(?, ?)', parameters: [notificationChannel, `${topic}:${key}`] });
}
