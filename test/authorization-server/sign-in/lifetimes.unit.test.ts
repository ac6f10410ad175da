import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lifetimes } from '../../../src/authorization-server/tokens/lifetimes.ts';

const day = 86_400;
const now = 1_800_000_000;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(now * 1000);
});
afterEach(() => vi.useRealTimers());

const lifetimeOf = (family: number | undefined, settings: object = {}) => {
  const token = family === undefined ? {} : { iiat: now - family };
  const client = { grantTypeAllowed: () => false, ...settings };
  return lifetimes.RefreshToken({} as never, token as never, client as never);
};

describe('a refresh token of a site', () => {
  it('lives for 30 days without use, and its family for 180 days', () => {
    expect([undefined, 0, 150 * day].map((family) => lifetimeOf(family))).toEqual([30 * day, 30 * day, 30 * day]);
    expect([151, 170, 179.5].map((days) => lifetimeOf(days * day))).toEqual([29 * day, 10 * day, day / 2]);
    // The provider takes no lifetime of 0.
    expect([180, 400].map((days) => lifetimeOf(days * day))).toEqual([1, 1]);
  });

  it('lives for less where the client says so, and never for more', () => {
    expect(lifetimeOf(0, { refresh_token_lifetime: 3600 })).toBe(3600);
    expect(lifetimeOf(179 * day, { refresh_token_lifetime: 5 * day })).toBe(day);
    expect(lifetimeOf(0, { refresh_token_lifetime: 365 * day })).toBe(30 * day);
  });
});
