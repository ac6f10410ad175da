import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPinPolicy, pinProblems } from '../../../app-sdk/index.ts';

describe('pinProblems', () => {
  it.each(['48213', '90817', '12405', '55801', '135790', '908172635417'])('allows %s', (pin) => {
    expect(pinProblems(pin)).toEqual([]);
  });

  it.each([
    ['', ['too_short', 'repeats']],
    ['4821', ['too_short']],
    ['9081726354172', ['too_long']],
    ['48a13', ['not_digits']],
    ['48 13', ['not_digits']],
    ['٤٨٢١٣', ['not_digits']],
    ['48213\n', ['not_digits']],
    ['12345', ['sequence']],
    ['98765', ['sequence']],
    ['01290', ['sequence']],
    ['90432', ['sequence']],
    ['11111', ['repeats']],
    ['90777', ['repeats']],
    ['12121', ['repeats']],
    ['123', ['too_short', 'sequence']],
    ['0', ['too_short', 'repeats']],
  ])('refuses %o with %j', (pin, problems) => {
    expect(pinProblems(pin)).toEqual(problems);
  });

  it('follows the policy that the app sets', () => {
    const lenient = { minLength: 4, maxLength: 4, longestSequence: 4, longestRepeat: 4, differentDigits: 1 };
    expect(pinProblems('1234', lenient)).toEqual([]);
    expect(pinProblems('0000', lenient)).toEqual([]);
    expect(pinProblems('12345', lenient)).toEqual(['too_long', 'sequence']);
    expect(pinProblems('48213', { ...defaultPinPolicy, minLength: 6 })).toEqual(['too_short']);
  });

  it('refuses every PIN that contains a sequence or a repetition of three', () => {
    const run = fc.tuple(fc.integer({ min: 0, max: 7 }), fc.constantFrom(1, 0, -1)).map(([start, step]) => {
      const from = step < 0 ? start + 2 : start;
      return [from, from + step, from + 2 * step].join('');
    });
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 4 });
    fc.assert(
      fc.property(digits, run, digits, (before, three, after) => {
        const problem = three[0] === three[1] ? 'repeats' : 'sequence';
        expect(pinProblems(before + three + after)).toContain(problem);
      }),
    );
  });
});
