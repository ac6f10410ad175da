import { pushMethods } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { tellWorkflows } from '../../users/open-work.ts';
import type { Statement } from '../../statement.ts';

/**
 * What a user's "that was not me" brings with it, as parts of the statement that ends the transaction: nothing is pushed to them for a
 * while, and the pushes that wait for them on any phone end. Somebody else is asking in their name; what else is open may be theirs, too.
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

/** Has the workflows end now whose transactions a report ended. What is not reached here is left to the sweeper. */
export async function endReported(deps: Pick<CommandDeps, 'em' | 'cancelTransaction' | 'endPushEnrollment'>, userId: string): Promise<void> {
  const rows = await deps.em().execute<{ id: string }[]>(
    `select t.id from registration r join transaction t on t.registration_id = r.id where r.user_id = ? and t.status = 'pending' and t.cancel_requested_at is not null limit 64`,
    [userId],
  );
  await tellWorkflows(deps, { transactionIds: rows.map(({ id }) => id), enrollmentIds: [] });
}
