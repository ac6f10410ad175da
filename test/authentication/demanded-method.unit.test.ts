import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../src/domain/authentication/policies/authentication-policy.ts';
import { isDemanded } from '../../src/domain/authentication/policies/demanded-method.ts';
import type { SignInMethodName } from '../../src/domain/authentication/methods/all-methods.ts';

const demanded = (change: object, all: SignInMethodName[], left: SignInMethodName[]) =>
  isDemanded({ ...defaultPolicy(), ...change }, { all, left });

describe('a method that a policy demands', () => {
  it('is the last one that the policy lets a sign-in begin with', () => {
    expect(demanded({ firstFactors: ['email'] }, ['email', 'password'], ['password'])).toBe(true);
    expect(demanded({}, ['email', 'password'], ['password'])).toBe(false);
  });

  it('is one without which the level or the factors are not reached', () => {
    expect(demanded({ minimumLevel: 2 }, ['password', 'email'], ['password'])).toBe(true);
    expect(demanded({ factors: 2 }, ['password', 'email', 'sms'], ['password', 'sms'])).toBe(false);
    expect(demanded({ factors: 2 }, ['password', 'authenticator_app'], ['password'])).toBe(true);
  });

  it('is not made up for by recovery codes, which are used up', () => {
    const all = ['password', 'authenticator_app', 'recovery_code'] as SignInMethodName[];
    expect(demanded({ factors: 2 }, all, ['password', 'recovery_code'])).toBe(true);
  });

  it('is none of a person who does not reach what the policy asks for anyway', () => {
    expect(demanded({ minimumLevel: 3 }, ['password', 'email'], ['password'])).toBe(false);
  });
});
