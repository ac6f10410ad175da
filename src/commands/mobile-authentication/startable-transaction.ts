import type { Transaction } from '../../entities/mobile-authentication/transaction.ts';

/** What of a row its workflow is started with. */
export const startableFields = [
  'id',
  'requestId',
  'expiresAt',
  'policy',
  'callbackUri',
  'typeName',
  'method',
  'userId',
  'device',
] as const;

/** Columns of a row that its workflow is started with. */
export type StartableTransaction = Pick<Transaction, (typeof startableFields)[number]>;
