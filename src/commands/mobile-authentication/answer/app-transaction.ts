import type { MethodName } from '../../../domain/mobile-authentication/method-names.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { Transaction } from '../../../entities/happenings/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AppCaller } from '../../app-caller.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordAppRefusal } from '../../events/record-app-refusal.ts';

/** Methods that an app decides. A transaction that fell back to another one is no app's business any more. */
export const appMethods: MethodName[] = Object.values(methodRules).filter((rules) => rules.decidedBy === 'app').map((rules) => rules.name);

/** An OTP is its claimant's, not the phone's that a push before it was meant for. */
const mayAnswer = { $or: [{ method: { $in: appMethods.filter((name) => name !== 'OTP') } }, { method: 'OTP' as const, claimMessageId: { $ne: null } }] };

/**
 * The transaction of a profile. Unknown, another profile's and another method's are the same to the app: the same query,
 * the same event, the same answer.
 * @throws CountersignError transaction_not_found
 */
export async function findAppTransaction(deps: Pick<CommandDeps, 'em' | 'clock'>, caller: AppCaller, transactionId: string): Promise<Transaction> {
  const transaction = await deps.em().findOne(Transaction, { id: transactionId, registrationId: caller.profileId, ...mayAnswer });
  if (transaction) return transaction;
  await recordAppRefusal(deps, caller, 'MOBILE AUTH INVALID TRANSACTION', transactionId);
  throw new CountersignError('transaction_not_found');
}

/** Ends without a decision: the app is told which one it was. */
const undecided = new Set<string>(['expired', 'cancelled', 'failed_to_send']);

/** What comes too late is recorded; the app is told the outcome of the transaction, or why it came to none. */
export async function refuseClosed(deps: Pick<CommandDeps, 'em' | 'clock'>, caller: AppCaller, transaction: Pick<Transaction, 'id' | 'status' | 'reason'>): Promise<CountersignError> {
  const end = endOf(transaction);
  await recordAppRefusal(deps, caller, 'MOBILE AUTH TRANSACTION CLOSED', transaction.id, end);
  return new CountersignError('transaction_closed', { extra: { transaction_status: end } });
}

function endOf({ status, reason }: Pick<Transaction, 'status' | 'reason'>): string {
  // Past its deadline, and its workflow is about to say so.
  if (status === 'pending') return 'expired';
  return reason && undecided.has(reason) ? reason : status;
}
