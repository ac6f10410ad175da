import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { ignoreAlreadyEnded } from '../../../errors/ignore-already-ended.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { findTransaction } from '../find-transaction.ts';
import { findCodeTransaction, recordRefusedTransaction } from './code-transaction.ts';
import type { CodeRequest } from './code-transaction.ts';
import { countCode } from './count-code.ts';
import { isSmsCode } from './sms-code.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & {
  configuration: ConfigurationSource;
  engine: {
    mobileAuthentication: {
      /** The workflow counts a wrong code, and ends with a right one. */
      verifyCode(transactionId: string, input: { messageId: string; correct: boolean }): Promise<unknown>;
    };
  };
};

/**
 * Takes the code that a user typed. Repeated under the same key, it is one try.
 * @returns the id of the transaction that the code is right for.
 * @throws CountersignError transaction_not_open, transaction_of_other_user, too_many_codes, verification_code_wrong
 */
export async function verifyCode(deps: Deps, request: CodeRequest, code: string): Promise<string> {
  return recordRefusedTransaction(deps, 'SMS AUTH VALIDATION FAILURE INVALID TRANSACTION', request, async () => {
    const row = await findCodeTransaction(deps, request);
    const messageId = attemptId(deps, row.id, { code, key: request.key });
    if (row.status === 'pending') await enterCode(deps, row, { code, messageId, origin: request.origin });
    else refuseUnlessDecidedBy(row, messageId);
    return row.id;
  });
}

/** Counts a code for its user, then compares it, then has the workflow count and decide. */
async function enterCode(
  deps: Deps,
  row: Transaction,
  { code, messageId, origin }: { code: string; messageId: string } & Pick<CodeRequest, 'origin'>,
): Promise<void> {
  const counted = await countCode(deps, row, origin);
  if (!isSmsCode(deps.keyring, row.id, code)) await takeWrongCode(deps, row.id, messageId);
  await takeRightCode(deps, row.id, messageId);
  await counted.forget();
}

/** Names one try: with an `Idempotency-Key` a repetition of it is the same one, and another code under the same key is another. */
function attemptId(
  { keyring }: Pick<Deps, 'keyring'>,
  transactionId: string,
  { code, key }: { code: string; key: string | undefined },
): string {
  if (key === undefined) return randomUUID();
  const hash = keyring.lookupHash(JSON.stringify([key, code]), 'verify', transactionId).toString('hex');
  return hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** A site that repeats the try that ended the transaction, because its answer was lost, gets that answer again. */
function refuseUnlessDecidedBy({ status, answerMessageId }: Transaction, messageId: string): void {
  if (answerMessageId !== messageId) throw new CountersignError('transaction_not_open');
  if (status !== 'authenticated') throw new CountersignError('verification_code_wrong');
}

/** The workflow counts the wrong code before the site is told. */
async function takeWrongCode(deps: Pick<Deps, 'engine'>, transactionId: string, messageId: string): Promise<never> {
  await deps.engine.mobileAuthentication.verifyCode(transactionId, { messageId, correct: false });
  throw new CountersignError('verification_code_wrong');
}

/**
 * Of several right codes at once one wins. The record says which: the workflow task that wrote it may have been lost, and
 * then the workflow heard of another one first.
 */
async function takeRightCode(
  deps: Pick<Deps, 'engine' | 'em'>,
  transactionId: string,
  messageId: string,
): Promise<void> {
  await deps.engine.mobileAuthentication
    .verifyCode(transactionId, { messageId, correct: true })
    .catch(ignoreAlreadyEnded);
  const row = await findTransaction(deps, transactionId);
  if (!row) throw new CountersignError('transaction_not_open');
  refuseUnlessDecidedBy(row, messageId);
}
