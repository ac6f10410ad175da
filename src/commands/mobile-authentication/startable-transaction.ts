import type { Transaction } from '../../entities/happenings/transaction.ts';

/** The part of a row its workflow is started with. */
export type StartableTransaction = Pick<Transaction, 'id' | 'requestId' | 'expiresAt' | 'policy' | 'callbackUri' | 'typeName' | 'method' | 'userId' | 'device'>;
