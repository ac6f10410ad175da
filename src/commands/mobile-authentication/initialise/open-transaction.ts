import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { DeviceSnapshot } from '../../../domain/mobile-authentication/device-snapshot.ts';
import type { MethodName } from '../../../domain/mobile-authentication/method-names.ts';
import type { TransactionPolicy } from '../../../domain/mobile-authentication/policy.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { IdempotencyKey } from '../../../entities/happenings/idempotency-key.ts';
import { Transaction } from '../../../entities/happenings/transaction.ts';
import { recordEvent } from '../../events/record-event.ts';
import type { EventRecord } from '../../events/record-event.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { equalBytes } from '../../../security/keyring.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Everything an open transaction is made of, already checked. */
export interface TransactionContent {
  apiClientId: string;
  requestId: string;
  typeName: string;
  /** Unknown until somebody claims an OTP. */
  userId?: string;
  registrationId?: string;
  deviceId?: string;
  device?: DeviceSnapshot;
  method: MethodName;
  policy: TransactionPolicy;
  message: string;
  secureMessage?: string;
  signingData?: string;
  /** JSON of a `TransactionContext`. */
  context?: string;
  phoneNumber?: string;
  callbackUri?: string;
}

/** An `Idempotency-Key` and the keyed hashes it is stored as. */
export interface RequestIdentity {
  keyHash: Buffer;
  requestHash: Buffer;
}

/** What is written with the row. */
export interface Beside {
  identity?: RequestIdentity | undefined;
  event?: Omit<EventRecord, 'occurredAt' | 'userId' | 'subjectId'> | undefined;
}

/** What is opened. */
export interface Opening {
  apiClientId: string;
  /** The row, once it is certain that no earlier request has the same key. `within`: the transaction that inserts it. */
  complete: (within?: EntityManager) => Promise<TransactionContent>;
}

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'random'>;

/**
 * Inserts the pending row (with the idempotency key and the event, if any) from which the workflow is started.
 * @returns the row, or that of the transaction an earlier request with the same key made.
 * @throws idempotency_key_reused
 */
export async function openTransaction(deps: Deps, { apiClientId, complete }: Opening, { identity, event }: Beside = {}): Promise<Transaction> {
  const now = deps.clock();
  // Of the same moment as `created_at`: lists take a span of time for a span of ids.
  const id = timeOrderedId(now.getTime());
  const em = deps.em();
  if (!identity && !event) return insertTransaction(deps, em, { id, ...(await complete()) }, now);
  try {
    return await em.transactional(async (inner) => {
      // First, so that of several at once all others wait here.
      if (identity) await inner.insert(IdempotencyKey, { clientId: apiClientId, ...identity, subjectId: id, createdAt: now });
      const row = await insertTransaction(deps, inner, { id, ...(await complete(inner)) }, now);
      if (event) recordEvent(inner, { ...event, occurredAt: now, userId: row.userId ?? null, subjectId: id });
      return row;
    });
  } catch (error) {
    if (!identity || !(error instanceof UniqueConstraintViolationException)) throw error;
    return findEarlier(deps.em(), apiClientId, identity);
  }
}

async function insertTransaction(deps: Pick<Deps, 'random'>, em: EntityManager, transaction: TransactionContent & { id: string }, now: Date): Promise<Transaction> {
  const expiresAt = new Date(now.getTime() + transaction.policy.timeToLive * 1000);
  const data = { ...transaction, status: 'pending' as const, challenge: deps.random(32), createdAt: now, expiresAt };
  await em.insert(Transaction, data);
  return em.create(Transaction, data, { persist: false });
}

/** The transaction an earlier request with this key made, or undefined. */
export async function findByIdempotencyKey(deps: Pick<CommandDeps, 'em'>, apiClientId: string, identity: RequestIdentity): Promise<Transaction | undefined> {
  const em = deps.em();
  const key = await em.findOne(IdempotencyKey, { clientId: apiClientId, keyHash: identity.keyHash });
  return key ? findEarlier(em, apiClientId, identity) : undefined;
}

async function findEarlier(em: EntityManager, clientId: string, identity: RequestIdentity): Promise<Transaction> {
  const key = await em.findOneOrFail(IdempotencyKey, { clientId, keyHash: identity.keyHash });
  if (!equalBytes(key.requestHash, identity.requestHash)) throw new CountersignError('idempotency_key_reused');
  return em.findOneOrFail(Transaction, { id: key.subjectId });
}
