import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { learnServerTime, onThisDevice } from '../../web/portal/api/server-clock.ts';

const now = Date.parse('2026-12-01T12:00:00.400Z');
const deadline = '2026-12-01T12:10:00.000Z';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now }));
afterEach(() => void vi.useRealTimers());

/** Milliseconds until the deadline on this device, after an answer whose `Date` is `behindMs` before its clock. @param wayMs of the answer */
function leftAfter(behindMs: number, wayMs = 0): number {
  const date = new Date(now - behindMs).toUTCString();
  vi.setSystemTime(now + wayMs);
  learnServerTime(new Response(null, { headers: { date } }), now);
  return onThisDevice(deadline) - Date.now();
}

it('a clock that is right, or an answer that takes long, moves no deadline', () => {
  expect(leftAfter(0)).toBe(599_600);
  expect(leftAfter(0, 300_000)).toBe(299_600);
});

it('a clock that is fast or slow still leaves the time that the server gave', () => {
  for (const wrongMs of [3_600_000, -3_600_000]) {
    const left = leftAfter(wrongMs) - wrongMs;
    expect(Math.abs(left - 599_600)).toBeLessThanOrEqual(1000);
  }
});

it('an answer without a time changes nothing', () => {
  leftAfter(0);
  learnServerTime(new Response(), now - 1);
  expect(onThisDevice(deadline)).toBe(Date.parse(deadline));
});
