import { Transaction } from '../../../entities/happenings/transaction.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { appMethods } from './app-transaction.ts';

/** More would not fit a phone, and nobody has them. */
const most = 50;

/** What a list of open transactions shows: nothing of what is asked, that comes by fetching. */
export type OpenTransaction = Pick<Transaction, 'id' | 'typeName' | 'method' | 'createdAt' | 'expiresAt' | 'fetchedAt'>;

/** The transactions that wait for a profile's decision, oldest first. One query on a partial index. */
export async function listOpenTransactions(deps: Pick<CommandDeps, 'em' | 'clock'>, profileId: string): Promise<OpenTransaction[]> {
  return deps.em().find(
    Transaction,
    { registrationId: profileId, status: 'pending', method: { $in: appMethods }, dispatchedAt: { $ne: null }, expiresAt: { $gt: deps.clock() } },
    { fields: ['id', 'typeName', 'method', 'createdAt', 'expiresAt', 'fetchedAt'], orderBy: { createdAt: 'asc' }, limit: most, disableIdentityMap: true },
  );
}
