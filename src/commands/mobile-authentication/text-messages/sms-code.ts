import { smsCode } from '../../../domain/mobile-authentication/codes/sms-code.ts';
import { equalBytes } from '../../../security/keyring.ts';
import type { Keyring } from '../../../security/keyring.ts';

/** The code of a transaction's text message. It comes from the key that stays, so it is the same while keys rotate. */
export function smsCodeOf(keyring: Keyring, transactionId: string): string {
  return smsCode(keyring.mac('sms-code', transactionId, keyring.oldestId));
}

/** Compares what a user typed in constant time. */
export function isSmsCode(keyring: Keyring, transactionId: string, typed: string): boolean {
  return equalBytes(Buffer.from(typed), Buffer.from(smsCodeOf(keyring, transactionId)));
}
