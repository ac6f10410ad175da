import { describe, expect, it } from 'vitest';
import { createServerClock } from '../../../app-sdk/transport/server-clock.ts';

const at = (ms: number) => new Date(1_800_000_000_000 + ms);
const header = (ms: number) => at(ms).toUTCString();

describe('server clock', () => {
  it.each([
    ['a right clock', 0, 100],
    ['a clock within the second of the header', 700, 900],
    ['a slow answer', -5000, 5000],
  ])('does not correct %s', (_name, sent, received) => {
    const clock = createServerClock(() => at(sent));
    expect(clock.observe(header(0), at(sent), at(received))).toBe(false);
    expect(clock.now()).toEqual(at(sent));
  });

  it.each([3_600_000, -3_600_000, 2500, -1500])('corrects a clock that is %i ms off', (offset) => {
    const clock = createServerClock(() => at(offset));
    expect(clock.observe(header(0), at(offset), at(offset + 100))).toBe(true);
    expect(Math.abs(clock.now().getTime() - at(0).getTime())).toBeLessThan(600);
    expect(clock.observe(header(0), at(offset), at(offset + 100))).toBe(false);
  });

  it.each([null, '', 'yesterday'])('ignores the header %o', (value) => {
    const clock = createServerClock(() => at(0));
    expect(clock.observe(value, at(0), at(0))).toBe(false);
    expect(clock.now()).toEqual(at(0));
  });
});
