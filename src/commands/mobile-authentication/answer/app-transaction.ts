import { columnsOf } from '../../../database/entity-columns.ts';
import { runStatement } from '../../../database/prepared-statement.ts';
import type { MethodName } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AppCaller } from '../../devices/app-caller.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { keysColumns, keysTables } from '../../devices/key-enrollment/load-conversation.ts';
import type { KeysRow } from '../../devices/key-enrollment/load-conversation.ts';
import { recordAppRefusal } from '../../devices/record-app-refusal.ts';

/** Methods that an app decides. An app cannot see a transaction that fell back to another method. */
export const appMethods: MethodName[] = Object.values(methodRules)
  .filter((rules) => rules.decidedBy === 'app')
  .map((rules) => rules.name);

/** An OTP belongs to the app that claimed it, not to the phone of an earlier push. */
const mayAnswer = `(t.method in (${appMethods.map((name) => `'${name}'`).join(', ')}) and (t.method <> 'OTP' or t.claim_message_id is not null))`;

/** A transaction with the keys of its registration, if they were exchanged. */
export interface AppTransaction {
  transaction: Transaction;
  keys: KeysRow | undefined;
}

/**
 * The transaction of a registration with the registration's keys. Unknown, another registration's and another method's are the same to the app: the
 * same query, the same event, the same answer.
 * @throws CountersignError transaction_not_found
 */
export async function findAppTransaction(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  caller: AppCaller,
  transactionId: string,
): Promise<AppTransaction> {
  const em = deps.em();
  const columns = columnsOf(em, Transaction, 't');
  const [row] = await runStatement<KeysRow>(em, {
    sql: `select ${columns.select}, ${keysColumns}
            from transaction t left join (${keysTables}) on k.registration_id = t.registration_id and d.id = ?
           where t.id = ? and t.registration_id = ? and ${mayAnswer}`,
    parameters: [caller.deviceId, transactionId, caller.registrationId],
  });
  const transaction = row && columns.read(row);
  if (transaction) return { transaction, keys: row.publicKey === null ? undefined : row };
  await recordAppRefusal(deps, caller, 'MOBILE AUTH INVALID TRANSACTION', transactionId);
  throw new CountersignError('transaction_not_found');
}

/** Ends without a decision, which the app is told by name. */
const undecided = new Set<string>(['expired', 'cancelled', 'failed_to_send']);

/** Records a late request. The app is told how the transaction ended. */
export async function refuseClosed(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  caller: AppCaller,
  transaction: Pick<Transaction, 'id' | 'status' | 'reason'>,
): Promise<CountersignError> {
  const end = endOf(transaction);
  await recordAppRefusal(deps, caller, 'MOBILE AUTH TRANSACTION CLOSED', transaction.id, end);
  return new CountersignError('transaction_closed', { extra: { transaction_status: end } });
}

function endOf({ status, reason }: Pick<Transaction, 'status' | 'reason'>): string {
  // Past its deadline; its workflow is about to close it.
  if (status === 'pending') return 'expired';
  return reason && undecided.has(reason) ? reason : status;
}
