import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenWork, RemovedPerson } from '../../removals/removals.ts';
import { transactionRemovalName } from './transaction-removals.ts';

/** Open transactions of a person on no phone of theirs, such as a text message. Those on phones end with the phones. */
export async function endTransactionsOfPerson(
  em: EntityManager,
  { userId }: RemovedPerson,
  now: Date,
): Promise<OpenWork> {
  const rows = await em.execute<{ id: string }[]>(
    `update transaction set cancel_requested_at = ? where user_id = ? and status = 'pending' and cancel_requested_at is null returning id`,
    [now, userId],
  );
  return rows.length === 0 ? {} : { [transactionRemovalName]: rows.map(({ id }) => id) };
}
