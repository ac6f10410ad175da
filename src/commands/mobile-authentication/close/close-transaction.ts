import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { methodRules } from '../../../domain/mobile-authentication/methods/all-methods.ts';
import type { MethodName } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import type { Outcome } from '../../../domain/mobile-authentication/status.ts';
import type { Evidence } from '../../../domain/mobile-authentication/evidence.ts';
import { mostWrongCodes } from '../../../domain/mobile-authentication/codes/verification-code.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import type { AnswerSignatures } from '../../../security/answer-signature.ts';
import { userHash } from '../../../security/user-hash.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { giveBackPush } from '../initialise/push-budget.ts';
import { changeAndSelect } from '../transaction-statement.ts';
import type { Statement } from '../../../database/prepared-statement.ts';
import { checkEvidence } from './check-evidence.ts';
import type { Forged, Verified } from './check-evidence.ts';
import type { EvidenceMemory } from './evidence-memory.ts';
import { freezePushes } from './freeze-pushes.ts';
import { recordForgedUpdate } from './record-forged-update.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & {
  configuration: ConfigurationSource;
  answerSignatures: AnswerSignatures;
  evidence: EvidenceMemory;
};

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
  /** The update that decided it; without one it ended by itself, or an operator ended it in Temporal's UI. */
  evidence?: Evidence;
  /** Whether the process that writes the record sends the callback, instead of the workflow. */
  tellsSite?: boolean;
}

/** The recorded status, also when another process wrote it. */
export interface Closed {
  outcome: Outcome;
  /** Whether this call wrote the record. */
  isFirst: boolean;
  /** Keyed hash of the user who claimed it, where that is known only now: of an OTP. */
  claimant?: string;
}

/** What the process that records an end needs to know of it beside that. */
export interface ClosedHere extends Closed {
  /** Who asked for the transaction: an API client, or Countersign itself, with a colon in the name. */
  askedBy: string;
  owed?: NewCallback;
}

/** A callback that is pending since this record. */
export interface NewCallback {
  transactionId: string;
  deliveryId: string;
  url: string;
  requestId: string;
  about: { method: string; typeName: string; userId: string | null; application: string | null };
}

/**
 * Records how a transaction ended, with its events and the pending callback, in one statement.
 * The guard `status = 'pending'` lets exactly one call through; every other call gets the recorded status, because a
 * workflow task that wrote it may have been lost. A transaction whose cancellation was requested ends in no other way. An outcome whose evidence
 * is invalid ends nothing and leaves an event: docs/decisions/0069.
 */
export async function closeTransaction(deps: Deps, closing: Closing): Promise<ClosedHere | Forged> {
  const verified = await checkEvidence(deps, closing);
  if ('forged' in verified && closing.evidence) return refuse(deps, closing, verified);
  const written = 'forged' in verified || verified.isLate ? undefined : await writeRecord(deps, closing, verified);
  if (written) return { outcome: closing.outcome, isFirst: true, ...written };
  const fields = ['status', 'reason', 'cancelRequestedAt', 'userId', 'apiClientId'] as const;
  const {
    status,
    reason,
    cancelRequestedAt,
    userId,
    apiClientId: askedBy,
  } = await deps.em().findOneOrFail(Transaction, { id: closing.transactionId }, { fields });
  // Its end was requested: a later decision is void, with its evidence.
  if (status === 'pending' && cancelRequestedAt && !maySucceedCancellation(closing))
    return closeTransaction(deps, cancelledInstead(closing));
  // It fell back to another method since its push was sent.
  if (status === 'pending' && deps.evidence.forget(closing.transactionId)) return closeTransaction(deps, closing);
  if (status === 'pending')
    return refuse(deps, closing, 'forged' in verified ? verified : { forged: 'another method or device' });
  const outcome: Outcome =
    status === 'authenticated' ? { status } : { status: 'not_authenticated', reason: reason ?? 'cancelled' };
  return { outcome, isFirst: false, askedBy, ...claimantOf(deps, closing, userId) };
}

/** The start of any other method names the user already. */
function claimantOf({ keyring }: Pick<Deps, 'keyring'>, { method }: Closing, userId: string | null | undefined) {
  return method === 'OTP' && userId ? { claimant: userHash(keyring, userId) } : {};
}

async function refuse(deps: Deps, { transactionId, evidence, outcome }: Closing, forged: Forged): Promise<Forged> {
  const update = evidence?.update ?? outcome.status;
  await recordForgedUpdate(deps, { id: transactionId, update, reason: forged.forged });
  return forged;
}

/** @returns the claimant and the pending callback, if any; undefined unless the guard let the call through. */
async function writeRecord(
  deps: Deps,
  closing: Closing,
  verified: Verified,
): Promise<Pick<ClosedHere, 'claimant' | 'askedBy' | 'owed'> | undefined> {
  const now = deps.clock();
  const detail = closing.outcome.status === 'authenticated' ? null : closing.outcome.reason;
  const frozen = await freezeOf(deps, closing);
  const events = [...eventsOf(closing), ...(frozen > 0 ? (['PUSH AUTH USER FROZEN'] as const) : [])].map((name) => ({
    name,
    occurredAt: now,
    detail,
  }));
  const deliveryId = timeOrderedId(now.getTime());
  const also = [
    oweCallback(now, deliveryId, closing.tellsSite === true),
    ...(frozen > 0 ? freezePushes(now, frozen) : []),
    ...(isApprovedPush(closing) ? [giveBackPush] : []),
  ];
  const [changed] = await changeAndSelect<ChangedRow>(deps.em(), {
    change: closeRow(closing, verified, now),
    events,
    also,
    select: `callback_uri as "url", request_id as "requestId", api_client_id as "askedBy", method, type_name as "typeName", user_id as "userId", device ->> 'application' as application`,
  });
  if (!changed) return undefined;
  deps.evidence.forget(closing.transactionId);
  const { askedBy, ...row } = changed;
  return { askedBy, ...claimantOf(deps, closing, row.userId), ...owedBy(closing, deliveryId, row) };
}

type ChangedRow = NewCallback['about'] & { url: string | null; requestId: string; askedBy: string };

function owedBy(
  { transactionId, tellsSite }: Closing,
  deliveryId: string,
  { url, requestId, ...about }: Omit<ChangedRow, 'askedBy'>,
): { owed?: NewCallback } {
  return tellsSite && url ? { owed: { transactionId, deliveryId, url, requestId, about } } : {};
}

/** Minutes in which nothing is pushed to the user from now on. */
async function freezeOf(deps: Pick<Deps, 'configuration'>, { outcome }: Closing): Promise<number> {
  if (outcome.status === 'authenticated' || outcome.reason !== 'reported_by_user') return 0;
  return (await deps.configuration.current()).general.push_freeze_minutes;
}

function isApprovedPush({ method, outcome }: Closing): boolean {
  return outcome.status === 'authenticated' && methodRules[method].channel === 'push';
}

/** The last wrong PIN disconnects the user and cancels all open transactions. For the transaction of the PIN itself this status takes precedence. */
function maySucceedCancellation({ outcome }: Closing): boolean {
  return (
    outcome.status === 'not_authenticated' && (outcome.reason === 'cancelled' || outcome.reason === 'attempts_exceeded')
  );
}

function cancelledInstead({ evidence: _void, ...closing }: Closing): Closing {
  return { ...closing, outcome: { status: 'not_authenticated', reason: 'cancelled' } };
}

function closeRow(closing: Closing, { method, signedBy }: Verified, now: Date): Statement {
  const { transactionId, outcome, attemptsUsed, resendsUsed, wrongCodes = 0, evidence } = closing;
  const reason = outcome.status === 'authenticated' ? null : outcome.reason;
  const messageId = evidence && evidence.update !== 'cancel' ? evidence.said.messageId : null;
  const signature = evidence?.update === 'answer' ? evidence.said.signature : null;
  // The guard repeats the verified values, in case the row changed meanwhile.
  const guards = [
    ...(maySucceedCancellation(closing) ? [] : ['cancel_requested_at is null']),
    ...(outcome.status === 'authenticated' ? ['method = ?'] : []),
    ...(signedBy === undefined ? [] : ['device_id = ?']),
  ];
  const guarded = [
    ...(outcome.status === 'authenticated' ? [method] : []),
    ...(signedBy === undefined ? [] : [signedBy]),
  ];
  return {
    sql: `update transaction set status = ?, reason = ?, attempts_used = greatest(attempts_used, ?), resends_used = greatest(resends_used, ?), wrong_codes = greatest(wrong_codes, ?),
                 answer_message_id = ?, signature = ?, signature_verified = ?, closed_at = ?
           where ${['id = ?', `status = 'pending'`, ...guards].join(' and ')} returning *`,
    parameters: [
      outcome.status,
      reason,
      attemptsUsed,
      resendsUsed,
      wrongCodes,
      messageId,
      signature,
      signedBy === undefined ? null : true,
      now,
      transactionId,
      ...guarded,
    ],
  };
}

/**
 * One callback for a transaction that has an address for it. Its id is the `webhook-id` of every try. The first try of a process has its
 * deadline, by which the sweeper finds one that was not made; a workflow schedules its own.
 */
function oweCallback(now: Date, deliveryId: string, isDueNow: boolean): Statement {
  return {
    sql: `insert into callback_delivery (id, transaction_id, url, status, created_at, next_attempt_at)
      select ?::uuid, id, callback_uri, 'pending', ?::timestamptz, ?::timestamptz from changed where callback_uri is not null on conflict (transaction_id) do nothing`,
    parameters: [deliveryId, now, isDueNow ? now : null],
  };
}

function eventsOf({ method, outcome, wrongCodes = 0 }: Closing): EventName[] {
  const byCode = methodRules[method].decidedBy === 'code';
  if (outcome.status === 'authenticated')
    return byCode ? ['SMS AUTH VALIDATION SUCCESS'] : ['MOBILE AUTH AUTHENTICATED', 'TRANSACTION SIGNING SUCCEEDED'];
  if (outcome.reason === 'expired') return ['MOBILE AUTH TRANSACTION EXPIRED'];
  if (outcome.reason === 'attempts_exceeded' && wrongCodes >= mostWrongCodes)
    return ['PUSH AUTH VALIDATION CODE FAILURE', 'PUSH AUTH VALIDATION CODE LIMIT EXCEEDED'];
  if (outcome.reason === 'attempts_exceeded')
    return byCode
      ? ['SMS AUTH VALIDATION FAILURE', 'SMS AUTH VALIDATION LIMIT EXCEEDED']
      : ['PUSH AUTH VALIDATION PIN LIMIT EXCEEDED'];
  return ['MOBILE AUTH NOT AUTHENTICATED'];
}
