import { isVerificationCodeRequired, verificationCode } from '../../../domain/mobile-authentication/codes/verification-code.ts';
import type { Transaction } from '../../../entities/happenings/transaction.ts';
import { equalBytes } from '../../../security/keyring.ts';
import type { Keyring } from '../../../security/keyring.ts';

type CodeTransaction = Pick<Transaction, 'id' | 'method' | 'policy'>;

/** The six digits that the site shows, where the transaction asks for them. They come from the key that stays, so they are the same while keys rotate. */
export function verificationCodeOf(keyring: Keyring, transaction: CodeTransaction): string | undefined {
  return isVerificationCodeRequired(transaction) ? verificationCode(keyring.mac('verification-code', transaction.id, keyring.oldestId)) : undefined;
}

/** Compares what was typed in constant time; true where nothing is asked for. */
export function isVerificationCode(keyring: Keyring, transaction: CodeTransaction, typed: string | undefined): boolean {
  const expected = verificationCodeOf(keyring, transaction);
  return expected === undefined || equalBytes(Buffer.from(typed ?? ''), Buffer.from(expected));
}

/**
 * Names one try for the workflow: the same message with the same code is counted once, and with another code it is another
 * try. Keyed, as it stands in a history.
 */
export function codeAttemptId(keyring: Keyring, { messageId, typed }: { messageId: string; typed: string }): string {
  return keyring.lookupHash(`${messageId} ${typed}`, 'verification_code_attempt').toString('hex').slice(0, 32);
}
