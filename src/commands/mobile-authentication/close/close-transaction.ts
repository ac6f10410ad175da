import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { MethodName } from '../../../domain/mobile-authentication/method-names.ts';
import type { Outcome } from '../../../domain/mobile-authentication/status.ts';
import { mostWrongCodes } from '../../../domain/mobile-authentication/codes/verification-code.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { Transaction } from '../../../entities/happenings/transaction.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { giveBackPush } from '../initialise/push-budget.ts';
import { changeTransaction } from '../transaction-statement.ts';
import type { Statement } from '../../statement.ts';
import { freezePushes } from './freeze-pushes.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource };

/** How a transaction ended, and what proves it. */
export interface Closing {
  transactionId: string;
  /** The method in use; the last one tried when none was dispatched. */
  method: MethodName;
  outcome: Outcome;
  attemptsUsed: number;
  resendsUsed: number;
  /** Wrong verification codes, where there were any. */
  wrongCodes?: number;
  /** The message that decided it: `Message-Id` of the app's answer, or the id of the attempt. */
  messageId?: string;
  /** Detached JWS of the app's answer. */
  signature?: string;
}

/** What the record says, whoever wrote it. */
export interface Closed {
  outcome: Outcome;
  /** This closing wrote the record. */
  isFirst: boolean;
}

/**
 * Makes the row the record of how a transaction ended, with its events and the callback that is owed, in one statement.
 * The guard `status = 'pending'` lets exactly one closing through; every other one is told what the record says, for a
 * workflow task that wrote it may have been lost. One whose cancellation was asked for ends in no other way.
 */
export async function closeTransaction(deps: Deps, closing: Closing): Promise<Closed> {
  const now = deps.clock();
  const detail = closing.outcome.status === 'authenticated' ? null : closing.outcome.reason;
  const frozen = await freezeOf(deps, closing);
  const events = [...eventsOf(closing), ...(frozen > 0 ? (['PUSH AUTH USER FROZEN'] as const) : [])].map((name) => ({ name, occurredAt: now, detail }));
  const also = [oweCallback(now), ...(frozen > 0 ? freezePushes(now, frozen) : []), ...(isApprovedPush(closing) ? [giveBackPush] : [])];
  const isFirst = await changeTransaction(deps.em(), closeRow(closing, now), events, also);
  if (isFirst) return { outcome: closing.outcome, isFirst };
  const { status, reason } = await deps.em().findOneOrFail(Transaction, { id: closing.transactionId }, { fields: ['status', 'reason'] });
  // Still open, so its end was asked for: what was decided meanwhile is void, and so is its evidence.
  if (status === 'pending' && !maySucceedCancellation(closing)) return closeTransaction(deps, cancelledInstead(closing));
  const outcome: Outcome = status === 'authenticated' ? { status } : { status: 'not_authenticated', reason: reason ?? 'cancelled' };
  return { outcome, isFirst };
}

/** Minutes in which nothing is pushed to the user from now on. */
async function freezeOf(deps: Pick<Deps, 'configuration'>, { outcome }: Closing): Promise<number> {
  if (outcome.status === 'authenticated' || outcome.reason !== 'reported_by_user') return 0;
  return (await deps.configuration.current()).general.push_freeze_minutes;
}

function isApprovedPush({ method, outcome }: Closing): boolean {
  return outcome.status === 'authenticated' && methodRules[method].channel === 'push';
}

/** The last wrong PIN disconnects the user, which asks for the end of everything open: of the transaction it was entered for, this is the reason. */
function maySucceedCancellation({ outcome }: Closing): boolean {
  return outcome.status === 'not_authenticated' && (outcome.reason === 'cancelled' || outcome.reason === 'attempts_exceeded');
}

function cancelledInstead({ transactionId, method, attemptsUsed, resendsUsed, wrongCodes = 0 }: Closing): Closing {
  return { transactionId, method, attemptsUsed, resendsUsed, wrongCodes, outcome: { status: 'not_authenticated', reason: 'cancelled' } };
}

function closeRow(closing: Closing, now: Date): Statement {
  const { outcome, attemptsUsed, resendsUsed, wrongCodes = 0, messageId, signature } = closing;
  const reason = outcome.status === 'authenticated' ? null : outcome.reason;
  return {
    sql: `update transaction set status = ?, reason = ?, attempts_used = greatest(attempts_used, ?), resends_used = greatest(resends_used, ?), wrong_codes = greatest(wrong_codes, ?),
                 answer_message_id = ?, signature = ?, closed_at = ?
           where id = ? and status = 'pending'${maySucceedCancellation(closing) ? '' : ' and cancel_requested_at is null'} returning *`,
    parameters: [outcome.status, reason, attemptsUsed, resendsUsed, wrongCodes, messageId ?? null, signature ?? null, now, closing.transactionId],
  };
}

/** One callback for a transaction that has an address for it. Its id is the `webhook-id` of every try. */
function oweCallback(now: Date): Statement {
  return {
    sql: `insert into callback_delivery (id, transaction_id, url, status, created_at)
      select ?::uuid, id, callback_uri, 'pending', ?::timestamptz from changed where callback_uri is not null on conflict (transaction_id) do nothing`,
    parameters: [timeOrderedId(now.getTime()), now],
  };
}

function eventsOf({ method, outcome, wrongCodes = 0 }: Closing): EventName[] {
  const byCode = methodRules[method].decidedBy === 'code';
  if (outcome.status === 'authenticated') return byCode ? ['SMS AUTH VALIDATION SUCCESS'] : ['MOBILE AUTH AUTHENTICATED', 'TRANSACTION SIGNING SUCCEEDED'];
  if (outcome.reason === 'expired') return ['MOBILE AUTH TRANSACTION EXPIRED'];
  if (outcome.reason === 'attempts_exceeded' && wrongCodes >= mostWrongCodes) return ['PUSH AUTH VALIDATION CODE FAILURE', 'PUSH AUTH VALIDATION CODE LIMIT EXCEEDED'];
  if (outcome.reason === 'attempts_exceeded') return byCode ? ['SMS AUTH VALIDATION FAILURE', 'SMS AUTH VALIDATION LIMIT EXCEEDED'] : ['PUSH AUTH VALIDATION PIN LIMIT EXCEEDED'];
  return ['MOBILE AUTH NOT AUTHENTICATED'];
}
