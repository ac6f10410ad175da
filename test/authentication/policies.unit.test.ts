import { describe, expect, it } from 'vitest';
import {
  bothPolicies,
  defaultPolicy,
  requirementAt,
} from '../../src/domain/authentication/policies/authentication-policy.ts';
import { conditionAt, decisiveCondition } from '../../src/domain/authentication/policies/conditions.ts';
import type { PolicyCondition } from '../../src/domain/authentication/policies/conditions.ts';

const at = (time: string, address: string | null = '192.0.2.7') => ({ address, now: new Date(time) });
const noon = at('2026-12-01T12:00:00Z');
const office: PolicyCondition = { addresses: ['192.0.2.0/24', '2001:db8::/32'], effect: 'allow' };

describe('a condition', () => {
  it.each([
    ['an address in a network', office, '192.0.2.255', true],
    ['an IPv6 address', office, '2001:db8:1::1', true],
    ['an address that is written as IPv6', office, '::ffff:192.0.2.9', true],
    ['another address', office, '192.0.3.1', false],
    ['no known address', office, null, false],
    ['no known address, inverted', { ...office, isInverted: true }, null, true],
  ])('%s', (_, condition, address, applies) => {
    expect(decisiveCondition([condition], { ...noon, address }) !== undefined).toBe(applies);
  });

  it.each([
    ['08:00', '18:00', '2026-12-01T07:00:00Z', true],
    ['08:00', '18:00', '2026-12-01T17:00:00Z', false],
    ['22:00', '06:00', '2026-12-01T22:30:00Z', true],
    ['22:00', '06:00', '2026-12-01T05:00:00Z', false],
  ])('hours from %s until %s in Amsterdam, at %s: %s', (from, until, time, applies) => {
    const hours = { from, until, zone: 'Europe/Amsterdam' };
    expect(decisiveCondition([{ hours, effect: 'deny' }], at(time)) !== undefined).toBe(applies);
  });

  it('of several the first that applies decides', () => {
    const conditions: PolicyCondition[] = [
      { addresses: ['198.51.100.0/24'], effect: 'deny' },
      office,
      { effect: 'step_up', level: 3 },
    ];
    expect(conditionAt(conditions, noon)).toEqual({ isDenied: false, level: 1 });
    expect(conditionAt(conditions, { ...noon, address: '198.51.100.1' })).toEqual({ isDenied: true, level: 1 });
    expect(conditionAt(conditions, { ...noon, address: '203.0.113.1' })).toEqual({ isDenied: false, level: 3 });
    expect(conditionAt([], noon)).toEqual({ isDenied: false, level: 1 });
  });
});

it('two policies that hold at once allow what both do, and require the strictest', () => {
  const one = { ...defaultPolicy(), methods: ['password', 'sms'] as const, factors: 2 as const, maxSessionAge: 60 };
  const other = { ...defaultPolicy(), firstFactors: ['password'] as const, minimumLevel: 3 as const };
  expect(
    bothPolicies({ ...one, methods: [...one.methods] }, { ...other, firstFactors: [...other.firstFactors] }),
  ).toMatchObject({
    methods: ['password', 'sms'],
    firstFactors: ['password'],
    minimumLevel: 3,
    factors: 2,
    maxSessionAge: 60,
  });
});

describe('the conditions of two policies that hold at once', () => {
  const policy = (...conditions: PolicyCondition[]) => ({ ...defaultPolicy(), conditions });
  const allow = policy(office);

  it.each([
    ['what one allows the other still denies', [allow, policy({ effect: 'deny' })], true, 1],
    ['in either order', [policy({ effect: 'deny' }), allow], true, 1],
    [
      'the highest level holds',
      [allow, policy({ effect: 'step_up', level: 3 }), policy({ effect: 'step_up' })],
      false,
      3,
    ],
    ['what the rest of a policy requires holds too', [allow, { ...allow, minimumLevel: 2 as const }], false, 2],
  ])('are each asked by themselves: %s', (_, policies, isDenied, level) => {
    expect(requirementAt(policies, noon)).toMatchObject({ isDenied, required: { level } });
  });
});
