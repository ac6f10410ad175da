import type { EntityManager } from '@mikro-orm/postgresql';

/** What can be listened for: a transaction's state, what is open for a profile, the configuration as a whole. */
export type Topic = 'transaction' | 'registration' | 'configuration';

/** The one PostgreSQL channel that all processes listen on. */
export const notificationChannel = 'countersign';

/** Tells all processes that something changed, when and only when the surrounding transaction commits. */
export async function notify(em: EntityManager, topic: Topic, key: string): Promise<void> {
  await em.execute('select pg_notify(?, ?)', [notificationChannel, `${topic}:${key}`], 'get', em.getTransactionContext());
}
