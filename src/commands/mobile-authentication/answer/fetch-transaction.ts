import { challengeOf } from '../../../domain/mobile-authentication/challenge.ts';
import { displayedOf } from '../../../domain/mobile-authentication/displayed.ts';
import {
  isVerificationCodeRequired,
  mostWrongCodes,
} from '../../../domain/mobile-authentication/codes/verification-code.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { Pgp } from '../../../security/pgp/pgp.ts';
import type { AppCaller } from '../../devices/app-caller.ts';
import { listAuthenticators } from '../../devices/authenticators/list-authenticators.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { conversationOf } from '../../devices/key-enrollment/load-conversation.ts';
import { originOf } from '../../events/request-origin.ts';
import { recordAppRefusal } from '../../devices/record-app-refusal.ts';
import { findAppTransaction, refuseClosed } from './app-transaction.ts';
import { changeTransaction } from '../transaction-statement.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource; pgp: Pick<Pgp, 'seal'> };

/**
 * Returns the content of a transaction to one `Message-Id` only, which may repeat after a lost answer.
 * @returns an armored OpenPGP message for the registration (docs/app-protocol.md).
 * @throws CountersignError transaction_not_found, transaction_closed, already_fetched, keys_not_exchanged
 */
export async function fetchTransaction(
  deps: Deps,
  caller: AppCaller,
  request: { transactionId: string; messageId: string },
): Promise<string> {
  const { transaction, keys } = await findAppTransaction(deps, caller, request.transactionId);
  const conversation = await conversationOf(deps, caller, keys);
  if (transaction.status !== 'pending' || transaction.expiresAt <= deps.clock())
    throw await refuseClosed(deps, caller, transaction);
  await claimFetch(deps, caller, transaction, request.messageId);
  return deps.pgp.seal(
    conversation,
    JSON.stringify(contentOf(transaction, await attemptsLeftOf(deps, transaction, caller.registrationId))),
    deps.clock(),
  );
}

/** A guarded UPDATE decides between concurrent requests. */
async function claimFetch(deps: Deps, caller: AppCaller, transaction: Transaction, messageId: string): Promise<void> {
  if (!transaction.fetchedAt && (await markFetched(deps, caller, transaction, messageId))) return;
  const current = await deps.em().findOneOrFail(Transaction, { id: transaction.id });
  if (current.status !== 'pending') throw await refuseClosed(deps, caller, current);
  if (current.fetchMessageId === messageId) return;
  await recordAppRefusal(deps, caller, 'MOBILE AUTH TRANSACTION ALREADY FETCHED', transaction.id);
  throw new CountersignError('already_fetched');
}

async function markFetched(
  deps: Deps,
  caller: AppCaller,
  transaction: Transaction,
  messageId: string,
): Promise<boolean> {
  const now = deps.clock();
  const change = {
    sql: `update transaction set fetched_at = ?, fetch_message_id = ? where id = ? and status = 'pending' and fetched_at is null returning *`,
    parameters: [now, messageId, transaction.id],
  };
  return changeTransaction(deps.em(), change, [
    { name: 'MOBILE AUTH FETCH SECURED MESSAGE FETCHED', occurredAt: now, origin: originOf(caller) },
  ]);
}

/** Wrong PINs that the user has left, if the method takes one, else wrong verification codes; null = neither, or no limit. */
async function attemptsLeftOf(deps: Deps, transaction: Transaction, registrationId: string): Promise<number | null> {
  if (methodRules[transaction.method].factors.length === 0)
    return isVerificationCodeRequired(transaction) ? mostWrongCodes - transaction.wrongCodes : null;
  return (await listAuthenticators(deps, registrationId)).attemptsLeft ?? null;
}

function contentOf(transaction: Transaction, attemptsLeft: number | null) {
  return {
    transaction_id: transaction.id,
    type: transaction.typeName,
    method: transaction.method,
    ...displayedOf(transaction),
    verification_code_required: isVerificationCodeRequired(transaction),
    expires_at: transaction.expiresAt.toISOString(),
    attempts_left: attemptsLeft,
    challenge: challengeOf(transaction),
  };
}
