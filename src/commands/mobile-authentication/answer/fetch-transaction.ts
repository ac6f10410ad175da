import { challengeOf } from '../../../domain/mobile-authentication/challenge.ts';
import { displayedOf } from '../../../domain/mobile-authentication/displayed.ts';
import { isVerificationCodeRequired, mostWrongCodes } from '../../../domain/mobile-authentication/codes/verification-code.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import { Transaction } from '../../../entities/happenings/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { Pgp } from '../../../security/pgp/pgp.ts';
import type { AppCaller } from '../../app-caller.ts';
import { listAuthenticators } from '../../authenticators/list-authenticators.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { loadConversation } from '../../key-enrollment/load-conversation.ts';
import { originOf } from '../../request-origin.ts';
import { recordAppRefusal } from '../../events/record-app-refusal.ts';
import { findAppTransaction, refuseClosed } from './app-transaction.ts';
import { changeTransaction } from '../transaction-statement.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource; pgp: Pick<Pgp, 'seal'> };

/**
 * Hands out what a transaction shows, once: to one `Message-Id`, which gets it again when its answer was lost.
 * @returns an armored OpenPGP message for the profile (docs/app-protocol.md).
 * @throws CountersignError transaction_not_found, transaction_closed, already_fetched, keys_not_exchanged
 */
export async function fetchTransaction(deps: Deps, caller: AppCaller, request: { transactionId: string; messageId: string }): Promise<string> {
  const [transaction, conversation] = await Promise.all([findAppTransaction(deps, caller, request.transactionId), loadConversation(deps, caller)]);
  if (transaction.status !== 'pending' || transaction.expiresAt <= deps.clock()) throw await refuseClosed(deps, caller, transaction);
  await claimFetch(deps, caller, transaction, request.messageId);
  return deps.pgp.seal(conversation, JSON.stringify(contentOf(transaction, await attemptsLeftOf(deps, transaction, caller.profileId))), deps.clock());
}

/** One guarded UPDATE decides between two that come at the same time. */
async function claimFetch(deps: Deps, caller: AppCaller, transaction: Transaction, messageId: string): Promise<void> {
  if (!transaction.fetchedAt && (await markFetched(deps, caller, transaction, messageId))) return;
  const current = await deps.em().findOneOrFail(Transaction, { id: transaction.id });
  if (current.status !== 'pending') throw await refuseClosed(deps, caller, current);
  if (current.fetchMessageId === messageId) return;
  await recordAppRefusal(deps, caller, 'MOBILE AUTH TRANSACTION ALREADY FETCHED', transaction.id);
  throw new CountersignError('already_fetched');
}

async function markFetched(deps: Deps, caller: AppCaller, transaction: Transaction, messageId: string): Promise<boolean> {
  const now = deps.clock();
  const change = {
    sql: `update transaction set fetched_at = ?, fetch_message_id = ? where id = ? and status = 'pending' and fetched_at is null returning *`,
    parameters: [now, messageId, transaction.id],
  };
  return changeTransaction(deps.em(), change, [{ name: 'MOBILE AUTH FETCH SECURED MESSAGE FETCHED', occurredAt: now, origin: originOf(caller) }]);
}

/** Wrong PINs that are left to the user, where the method may take one, else wrong verification codes; null = neither, or no limit. */
async function attemptsLeftOf(deps: Deps, transaction: Transaction, profileId: string): Promise<number | null> {
  if (methodRules[transaction.method].factors.length === 0) return isVerificationCodeRequired(transaction) ? mostWrongCodes - transaction.wrongCodes : null;
  return (await listAuthenticators(deps, profileId)).attemptsLeft ?? null;
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
