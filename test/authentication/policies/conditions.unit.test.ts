import { describe, expect, it } from 'vitest';
import {
  conditionAt,
  decisiveCondition,
  undecidedConditions,
} from '../../../src/domain/authentication/policies/conditions.ts';
import type { PolicyCondition, SignInContext } from '../../../src/domain/authentication/policies/conditions.ts';

const context: SignInContext = { address: '192.0.2.7', now: new Date('2026-12-01T12:00:00Z'), country: 'NL' };
const inCountry = (countries: string[], isInverted = false): PolicyCondition => ({
  ...{ countries, isInverted },
  effect: 'deny',
});

describe('a condition that names countries', () => {
  it.each([
    ['the country', inCountry(['BE', 'NL']), 'NL', true],
    ['another country', inCountry(['BE']), 'NL', false],
    ['a country that is not known', inCountry(['NL']), null, false],
    ['inverted, the country', inCountry(['NL'], true), 'NL', false],
    ['inverted, a country that is not known', inCountry(['NL'], true), null, true],
  ])('%s', (_, condition, country, applies) => {
    expect(decisiveCondition([condition], { ...context, country }) !== undefined).toBe(applies);
  });
});

describe('a condition about a new device', () => {
  const ofNew: PolicyCondition = { isNewDevice: true, effect: 'step_up', level: 2 };
  const ofKnown: PolicyCondition = { isNewDevice: false, effect: 'allow' };
  const elsewhere: PolicyCondition = { addresses: ['198.51.100.0/24'], isNewDevice: true, effect: 'deny' };
  const deny: PolicyCondition = { effect: 'deny' };

  it.each([
    ['a new one', [ofNew], true, { isDenied: false, level: 2 }],
    ['a known one', [ofNew], false, { isDenied: false, level: 1 }],
    ['a known one is let in before all others are denied', [ofKnown, deny], false, { isDenied: false, level: 1 }],
    ['a new one is not', [ofKnown, deny], true, { isDenied: true, level: 1 }],
    ['inverted, a known one', [{ ...ofNew, isInverted: true }], false, { isDenied: false, level: 2 }],
    ['inverted, elsewhere', [{ ...elsewhere, isInverted: true }], true, { isDenied: true, level: 1 }],
  ])('%s', (_, conditions, isNewDevice, decided) => {
    expect(conditionAt(conditions, { ...context, isNewDevice })).toEqual(decided);
    expect(undecidedConditions(conditions, { ...context, isNewDevice })).toEqual([]);
  });

  it.each([
    ['waits for the person, with all that come after it', [ofKnown, deny], [ofKnown, deny]],
    ['not where one before it decides', [deny, ofNew], []],
    ['not where the rest of it does not apply', [elsewhere, deny], []],
    ['without those before it that do not apply', [inCountry(['BE']), ofNew], [ofNew]],
  ])('%s', (_, conditions, undecided) => {
    expect(undecidedConditions(conditions, context)).toEqual(undecided);
    if (undecided.length > 0) expect(conditionAt(conditions, context)).toEqual({ isDenied: false, level: 1 });
  });
});
