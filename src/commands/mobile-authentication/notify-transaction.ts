import type { EntityManager } from '@mikro-orm/postgresql';
import type { Transaction } from '../../entities/happenings/transaction.ts';
import { notify } from '../notify.ts';

/** Tells those who wait for a transaction, and the phone that shows what is open. */
export async function notifyTransaction(em: EntityManager, transaction: Pick<Transaction, 'id' | 'registrationId'>): Promise<void> {
  await notify(em, 'transaction', transaction.id);
  if (transaction.registrationId) await notify(em, 'registration', transaction.registrationId);
}
