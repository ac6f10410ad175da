import { expect, it } from 'vitest';
import { parseRetryAfter } from '../../src/providers/connection/retry-after.ts';

const now = Date.parse('2026-01-02T03:04:05Z');

it.each([
  ['30', 30_000],
  ['0', 0],
  ['Fri, 02 Jan 2026 03:04:35 GMT', 30_000],
  ['Fri, 02 Jan 2026 03:00:00 GMT', 0],
  ['soon', undefined],
  ['-5 apples', undefined],
  [undefined, undefined],
  [['30'], undefined],
])('reads Retry-After %j as %j', (value, expected) => {
  expect(parseRetryAfter(value, now)).toBe(expected);
});
