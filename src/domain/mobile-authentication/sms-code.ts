/** Characters that stand for the code in a message (contract/mobile-authentication.md section 5). */
const placeholder = '{code}';
const digits = 6;

/**
 * The six digits of a transaction. Derived, so a resend carries the same code and nothing has to hold it.
 * @param mac HMAC-SHA-256 of the transaction id under the key for SMS codes, 32 bytes.
 */
export function smsCode(mac: Uint8Array): string {
  // 48 bits over a million: the bias towards low codes is under one in 10^8.
  const value = Buffer.from(mac.buffer, mac.byteOffset, 6).readUIntBE(0, 6);
  return String(value % 10 ** digits).padStart(digits, '0');
}

/** The text that is sent: the message with its code, or the code alone when the message has no place for it. */
export function smsBody(message: string, code: string): string {
  return message.includes(placeholder) ? message.replaceAll(placeholder, code) : code;
}
