const digits = 6;

/**
 * Derives six digits, which need no storage.
 * @param mac HMAC-SHA-256 of what they are for, 32 bytes.
 */
export function sixDigits(mac: Uint8Array): string {
  // 48 bits over a million: the bias towards low codes is under one in 10^8.
  const value = Buffer.from(mac.buffer, mac.byteOffset, 6).readUIntBE(0, 6);
  return String(value % 10 ** digits).padStart(digits, '0');
}
