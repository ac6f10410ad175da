import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { DeviceSnapshot } from '../../../domain/mobile-authentication/device-snapshot.ts';
import type { MethodName } from '../../../domain/mobile-authentication/method-names.ts';
import type { TransactionPolicy } from '../../../domain/mobile-authentication/policy.ts';
import { IdempotencyKey } from '../../../entities/happenings/idempotency-key.ts';
import { Transaction } from '../../../entities/happenings/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { equalBytes } from '../../../security/keyring.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Everything an open transaction is made of, already checked. */
export interface NewTransaction {
  id: string;
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
  phoneNumber?: string;
  callbackUri?: string;
}

/** An `Idempotency-Key` and the keyed hashes it is stored as. */
export interface RequestIdentity {
  keyHash: Buffer;
  requestHash: Buffer;
}

/**
 * Inserts the pending row (and the idempotency key) from which the workflow is started.
 * @returns the row, or that of the transaction an earlier request with the same key made.
 * @throws idempotency_key_reused
 */
export async function openTransaction(deps: Pick<CommandDeps, 'em' | 'clock' | 'random'>, transaction: NewTransaction, identity?: RequestIdentity): Promise<Transaction> {
  const now = deps.clock();
  const data = {
    ...transaction,
    status: 'pending' as const,
    challenge: deps.random(32),
    createdAt: now,
    expiresAt: new Date(now.getTime() + transaction.policy.timeToLive * 1000),
  };
  const em = deps.em();
  const row = em.create(Transaction, data, { persist: false });
  if (!identity) {
    await em.insert(Transaction, data);
    return row;
  }
  const key = { clientId: transaction.apiClientId, ...identity, subjectId: transaction.id, createdAt: now };
  try {
    await em.transactional(async (inner) => {
      await inner.insert(IdempotencyKey, key);
      await inner.insert(Transaction, data);
    });
    return row;
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    return findEarlier(deps.em(), transaction.apiClientId, identity);
  }
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
