import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { findCallback } from './find-callback.ts';
import type { SeenCallback } from './find-callback.ts';
import { findTextMessages } from './find-text-messages.ts';
import type { SeenTextMessage } from './find-text-messages.ts';
import { findTransactionEvents } from './find-transaction-events.ts';
import type { TransactionEventSeen } from './find-transaction-events.ts';
import { findTransaction } from './find-transactions.ts';
import type { SeenTransaction } from './find-transactions.ts';

/** A transaction with everything that came of it. */
export interface TransactionCourse {
  seen: SeenTransaction;
  owed: SeenCallback | undefined;
  texts: SeenTextMessage[];
  events: TransactionEventSeen[];
}

/**
 * What is known of a transaction.
 * @throws CountersignError transaction_not_found
 */
export async function loadTransactionCourse(deps: Pick<CommandDeps, 'em'>, id: string): Promise<TransactionCourse> {
  const seen = await findTransaction(deps, id);
  if (!seen) throw new CountersignError('transaction_not_found');
  return { seen, owed: await findCallback(deps, id), texts: await findTextMessages(deps, seen), events: await findTransactionEvents(deps, id) };
}
