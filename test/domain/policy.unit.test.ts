import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generalSettingsSchema } from '../../src/domain/configuration/general-settings.ts';
import { asksForVerificationCode } from '../../src/domain/mobile-authentication/codes/verification-code.ts';
import { makePolicy } from '../../src/domain/mobile-authentication/policy.ts';
import type { TypeRules } from '../../src/domain/mobile-authentication/policy.ts';
import { makePushEnrollmentPolicy } from '../../src/domain/push/push-enrollment/policy.ts';

function type(name: string, changes: Partial<TypeRules> = {}): TypeRules {
  return { name, method: 'PUSH', requestExpiresIn: 60, maxAllowedResends: 2, maxAllowedAttempts: 3, ...changes };
}

function policyOf(...types: [TypeRules, ...TypeRules[]]) {
  return makePolicy(types[0], (name) => types.find((candidate) => candidate.name === name));
}

function namesOf(...types: [TypeRules, ...TypeRules[]]): string[] {
  return policyOf(...types).steps.map((step) => step.typeName);
}

describe('the policy of a transaction', () => {
  it('has one step for a type without fallback', () => {
    expect(policyOf(type('login'))).toEqual({
      steps: [{ typeName: 'login', method: 'PUSH', maxAttempts: 3, maxResends: 2 }],
      timeToLive: 60,
    });
  });

  it('has the fallbacks as steps with their own limits, and the lifetime of the first type', () => {
    const policy = policyOf(
      type('login', { fallbackType: 'text' }),
      type('text', {
        method: 'SMS',
        requestExpiresIn: 900,
        maxAllowedAttempts: 0,
        maxAllowedResends: 5,
        smsSenderId: 'Shop',
      }),
    );
    expect(policy.timeToLive).toBe(60);
    expect(policy.steps[1]).toEqual({
      typeName: 'text',
      method: 'SMS',
      maxAttempts: 0,
      maxResends: 5,
      smsSenderId: 'Shop',
    });
    expect(policy.steps[0]).not.toHaveProperty('smsSenderId');
  });

  it.each<[string, [TypeRules, ...TypeRules[]], false | undefined]>([
    ['a push with signing on', [type('a', { transactionSigning: true })], undefined],
    ['a push with signing off', [type('a', { transactionSigning: false })], false],
    ['a text message', [type('a', { method: 'SMS', transactionSigning: true })], undefined],
    [
      'a text message that falls back to a push with signing off',
      [
        type('a', { method: 'SMS', transactionSigning: true, fallbackType: 'b' }),
        type('b', { transactionSigning: false }),
      ],
      false,
    ],
    [
      'a push with signing on that falls back to one with signing off',
      [type('a', { transactionSigning: true, fallbackType: 'b' }), type('b', { transactionSigning: false })],
      undefined,
    ],
  ])('takes transaction signing from the first push of its chain: %s', (_, types, transactionSigning) => {
    expect(policyOf(...types).transactionSigning).toBe(transactionSigning);
  });

  it.each([
    ['the first', [true, false]],
    ['the second', [false, true]],
    ['none', [false, false]],
  ])('requires a verification code for every push when one type does: %s', (_, [first, second]) => {
    const chain = [
      type('pin', { method: 'PUSH_WITH_PIN', fallbackType: 'plain', verificationCodeRequired: first as boolean }),
      type('plain', { fallbackType: 'text', verificationCodeRequired: second as boolean }),
      type('text', { method: 'SMS' }),
    ] as const;
    const asks = first || second;
    const { steps } = policyOf(chain[0], chain[1], chain[2]);
    expect(steps.map(({ verificationCode }) => verificationCode === true)).toEqual([asks, asks, false]);
    // When the first cannot be used, for example without a PIN, the second is used alone.
    expect(asksForVerificationCode({ steps: steps.slice(1) })).toBe(asks);
  });

  it.each([
    ['itself', [type('a', { fallbackType: 'a' })], ['a']],
    ['each other', [type('a', { fallbackType: 'b' }), type('b', { fallbackType: 'a' })], ['a', 'b']],
    [
      'a later one',
      [type('a', { fallbackType: 'b' }), type('b', { fallbackType: 'c' }), type('c', { fallbackType: 'b' })],
      ['a', 'b', 'c'],
    ],
    ['a deleted type', [type('a', { fallbackType: 'gone' })], ['a']],
    ['nothing', [type('a', { fallbackType: null })], ['a']],
  ])('ends where a type falls back to %s', (_, types, names) => {
    expect(namesOf(...(types as [TypeRules]))).toEqual(names);
  });

  it('is finite and has no type twice', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const fallbacks = fc.tuple(...names.map(() => fc.option(fc.constantFrom(...names))));
    fc.assert(
      fc.property(fallbacks, (chosen) => {
        const types = names.map((name, index) => type(name, { fallbackType: chosen[index] ?? null })) as [TypeRules];
        const walked = namesOf(...types);
        expect(walked[0]).toBe('a');
        expect(new Set(walked).size).toBe(walked.length);
      }),
    );
  });
});

describe('the policy of a push enrolment', () => {
  it('follows the settings, by default five minutes, five attempts and three resends', () => {
    expect(makePushEnrollmentPolicy(generalSettingsSchema.parse({}))).toEqual({
      timeToLive: 300,
      maxAttempts: 5,
      maxResends: 3,
    });
    const other = generalSettingsSchema.parse({
      push_enrollment_expires_in: 20,
      push_enrollment_max_attempts: 1,
      push_enrollment_max_resends: 0,
    });
    expect(makePushEnrollmentPolicy(other)).toEqual({ timeToLive: 20, maxAttempts: 1, maxResends: 0 });
  });
});
