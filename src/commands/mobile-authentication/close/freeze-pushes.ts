import { pushMethods } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { transactionRemovalName } from './transaction-removals.ts';
import type { Statement } from '../../../database/prepared-statement.ts';

/**
 * Effects of a "not me" report, as parts of the statement that ends the transaction: pushes to the user are frozen for a
 * while, and the user's open pushes on all phones end, because the attacker may have started them, too.
 */
export function freezePushes(now: Date, minutes: number): Statement[] {
  return [
    {
      sql: `update user_account set push_frozen_until = greatest(push_frozen_until, ?::timestamptz) from changed where user_account.id = changed.user_id`,
      parameters: [new Date(now.getTime() + minutes * 60_000)],
    },
    {
      sql: `update transaction set cancel_requested_at = ? from changed
             where transaction.registration_id in (select r.id from registration r where r.user_id = changed.user_id) and transaction.status = 'pending'
               and transaction.id <> changed.id and transaction.cancel_requested_at is null and transaction.method in (${pushMethods.map(() => '?').join(', ')})`,
      parameters: [now, ...pushMethods],
    },
  ];
}

/** Notifies the workflows of transactions that a report ended. The sweeper notifies those that cannot be reached. */
export async function endReported(deps: Pick<CommandDeps, 'em' | 'removals'>, userId: string): Promise<void> {
  const rows = await deps
    .em()
    .execute<{ id: string }[]>(
      `select t.id from registration r join transaction t on t.registration_id = r.id where r.user_id = ? and t.status = 'pending' and t.cancel_requested_at is not null limit 64`,
      [userId],
    );
  await deps.removals.tell({ [transactionRemovalName]: rows.map(({ id }) => id) });
}
