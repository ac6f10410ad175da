import { sixDigits } from './six-digits.ts';

/** Characters that stand for the code in a message (contract/mobile-authentication.md section 5). */
const placeholder = '{code}';

/**
 * The six digits of a transaction. Derived, so a resend has the same code and it is not stored.
 * @param mac HMAC-SHA-256 of the transaction id under the key for SMS codes, 32 bytes.
 */
export function smsCode(mac: Uint8Array): string {
  return sixDigits(mac);
}

/** The text that is sent: the message with its code, or the code alone when the message has no place for it. */
export function smsBody(message: string, code: string): string {
  return message.includes(placeholder) ? message.replaceAll(placeholder, code) : code;
}
