import { describe, expect, it } from 'vitest';
import { chainOf } from '../../web/console/configuration/fallback-chain.ts';
import { types } from '../../web/console/configuration/resources/mobile.ts';

const rows = [
  { name: 'push', fallback_type: 'pin' },
  { name: 'pin', fallback_type: 'sms' },
  { name: 'sms', fallback_type: null },
  { name: 'one', fallback_type: 'other' },
  { name: 'other', fallback_type: 'one' },
];

describe('the fallback of a type', () => {
  it.each([
    ['push', ['push', 'pin', 'sms']],
    ['sms', ['sms']],
    ['one', ['one', 'other']],
    ['unknown', ['unknown']],
  ])('of %s is %s', (first, chain) => {
    expect(chainOf(rows, first)).toEqual(chain);
  });

  it('is none that would lead back to it', () => {
    const only = types.choices?.['fallback_type']?.({ name: 'sms' })?.only;
    expect(rows.filter((row) => only?.(row, rows)).map(({ name }) => name)).toEqual(['one', 'other']);
  });
});
