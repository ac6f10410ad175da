import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** How many ids the last moments have had, each counted from a chance beginning. A command may still come back to its own among so many. */
const places = new LRUCache<number, number>({ max: 1_000 });
const mostInMoment = 0xfff;

/**
 * A UUID version 7 (RFC 9562): sorted by time, so that indexes of busy tables grow at their end. Those that one process makes for one
 * moment are sorted by when it made them (section 6.2, method 1: a counter of 12 bits), 62 bits are random.
 * @param now epoch milliseconds.
 */
export function timeOrderedId(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  // The random start is in the lower half, which leaves room to count.
  bytes.writeUInt16BE(0x7000 | placeIn(now, bytes.readUInt16BE(6) & 0x7ff), 6);
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

function placeIn(moment: number, beginning: number): number {
  const last = places.get(moment);
  const place = last === undefined ? beginning : Math.min(last + 1, mostInMoment);
  places.set(moment, place);
  return place;
}

function format(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
