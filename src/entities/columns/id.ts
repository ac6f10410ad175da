import { randomBytes } from 'node:crypto';

/**
 * A UUID version 7 (RFC 9562): sorted by time, so that indexes of busy tables grow at their end.
 * @param now epoch milliseconds.
 */
export function timeOrderedId(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return format(bytes);
}

/**
 * The bound between the ids of before and those of a moment: no id of that moment sorts before it.
 * @param at epoch milliseconds.
 */
export function smallestId(at: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(at, 0, 6);
  return format(bytes);
}

function format(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
