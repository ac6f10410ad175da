import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { MethodName } from '../../../domain/mobile-authentication/method-names.ts';
import type { Outcome } from '../../../domain/mobile-authentication/status.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { CallbackDelivery } from '../../../entities/happenings/callback-delivery.ts';
import { Transaction } from '../../../entities/happenings/transaction.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { notifyTransaction } from '../notify-transaction.ts';

/** How a transaction ended, and what proves it. */
export interface Closing {
  transactionId: string;
  outcome: Outcome;
  attemptsUsed: number;
  resendsUsed: number;
  /** `Message-Id` of the app's answer. */
  messageId?: string;
  /** Detached JWS of the app's answer. */
  signature?: string;
}

/**
 * Makes the row the record of how a transaction ended, with its events and the callback that is owed, in one database
 * transaction. The guard `status = 'pending'` lets exactly one closing through.
 * @returns what was closed, or undefined when it was closed before.
 */
export async function closeTransaction(deps: Pick<CommandDeps, 'em' | 'clock'>, closing: Closing): Promise<{ method: MethodName } | undefined> {
  const now = deps.clock();
  return deps.em().transactional(async (em) => {
    const changed = await em.nativeUpdate(Transaction, { id: closing.transactionId, status: 'pending' }, changesOf(closing, now));
    if (changed === 0) return undefined;
    const transaction = await em.findOneOrFail(Transaction, { id: closing.transactionId });
    for (const name of eventsOf(transaction.method, closing)) recordClosing(em, transaction, name, closing, now);
    if (transaction.callbackUri) oweCallback(em, transaction.id, transaction.callbackUri, now);
    await notifyTransaction(em, transaction);
    return { method: transaction.method };
  });
}

function changesOf(closing: Closing, now: Date) {
  const { outcome, attemptsUsed, resendsUsed } = closing;
  return {
    status: outcome.status,
    reason: outcome.status === 'authenticated' ? null : outcome.reason,
    attemptsUsed,
    resendsUsed,
    answerMessageId: closing.messageId ?? null,
    signature: closing.signature ?? null,
    closedAt: now,
  };
}

function eventsOf(method: MethodName, closing: Closing): EventName[] {
  const { outcome } = closing;
  const byCode = methodRules[method].decidedBy === 'code';
  if (outcome.status === 'authenticated') return byCode ? ['SMS AUTH VALIDATION SUCCESS'] : ['MOBILE AUTH AUTHENTICATED', 'TRANSACTION SIGNING SUCCEEDED'];
  if (outcome.reason === 'expired') return ['MOBILE AUTH TRANSACTION EXPIRED'];
  if (outcome.reason === 'attempts_exceeded') return byCode ? ['SMS AUTH VALIDATION FAILURE', 'SMS AUTH VALIDATION LIMIT EXCEEDED'] : ['MOBILE AUTH NOT AUTHENTICATED'];
  return ['MOBILE AUTH NOT AUTHENTICATED'];
}

function recordClosing(em: EntityManager, transaction: Transaction, name: EventName, closing: Closing, occurredAt: Date): void {
  const { userId, apiClientId, id, requestId } = transaction;
  const detail = closing.outcome.status === 'authenticated' ? null : closing.outcome.reason;
  recordEvent(em, { name, occurredAt, userId, clientId: apiClientId, subjectId: id, requestId, detail });
}

function oweCallback(em: EntityManager, transactionId: string, url: string, now: Date): void {
  em.create(CallbackDelivery, { id: timeOrderedId(now.getTime()), transactionId, url, status: 'pending', createdAt: now }, { persist: true });
}
