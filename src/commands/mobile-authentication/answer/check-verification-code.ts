import {
  isVerificationCodeRequired,
  verificationCode,
} from '../../../domain/mobile-authentication/codes/verification-code.ts';
import type { Transaction } from '../../../entities/mobile-authentication/transaction.ts';
import { equalBytes } from '../../../security/keyring.ts';
import type { Keyring } from '../../../security/keyring.ts';

type CodeTransaction = Pick<Transaction, 'id' | 'method' | 'policy'>;

/** The six digits that the site shows, where the transaction asks for them. Derived from the key that stays, so that a rotation does not change them. */
export function verificationCodeOf(keyring: Keyring, transaction: CodeTransaction): string | undefined {
  return isVerificationCodeRequired(transaction)
    ? verificationCode(keyring.mac('verification-code', transaction.id, keyring.oldestId))
    : undefined;
}

/** Compares the entered code in constant time; true if the transaction needs none. */
export function isVerificationCode(keyring: Keyring, transaction: CodeTransaction, typed: string | undefined): boolean {
  const expected = verificationCodeOf(keyring, transaction);
  return expected === undefined || equalBytes(Buffer.from(typed ?? ''), Buffer.from(expected));
}

/**
 * Names one try for the workflow: the same message with the same code is counted once, and with another code it is another
 * try. A keyed hash, because histories contain it.
 */
export function codeAttemptId(keyring: Keyring, { messageId, typed }: { messageId: string; typed: string }): string {
  return keyring.lookupHash(`${messageId} ${typed}`, 'verification_code_attempt').toString('hex').slice(0, 32);
}
