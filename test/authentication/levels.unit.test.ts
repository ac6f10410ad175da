import { describe, expect, it } from 'vitest';
import {
  acrAchieved,
  achievedBy,
  isEnough,
  levelOfSignIn,
  requirementOfAcr,
  strictestOf,
} from '../../src/domain/authentication/levels.ts';
import type { ProvenFactor, Requirement } from '../../src/domain/authentication/levels.ts';
import { factorOfSession } from '../../src/domain/authentication/session-factor.ts';
import { countersign, factorOfApproval } from '../../src/domain/authentication/methods/countersign.ts';
import { helpfulMethods } from '../../src/domain/authentication/methods/helpful-methods.ts';
import { rulesOf } from '../../src/domain/authentication/methods/all-methods.ts';
import type { SignInMethodName } from '../../src/domain/authentication/methods/all-methods.ts';

const none: Requirement = { level: 1, factors: 1, maxAge: null, isPhishingResistant: false };

const factor = (method: SignInMethodName, change: Partial<ProvenFactor> = {}): ProvenFactor => {
  const { level, classes, amr, isPhishingResistant } = rulesOf(method);
  const provenAt = '2026-12-01T10:00:00.000Z';
  return { method, level, classes: [...classes], amr: [...amr], isPhishingResistant, provenAt, ...change };
};
const passkey = factor('password', {
  method: 'passkey',
  level: 3,
  classes: ['have', 'are'],
  isPhishingResistant: true,
});

describe('what factors come to', () => {
  it.each([
    ['nothing', [], 0, []],
    ['a password', [factor('password')], 1, ['pwd']],
    ['two things that are had', [factor('email'), factor('sms')], 1, ['email', 'otp', 'sms']],
    ['an account elsewhere and a code by mail', [factor('sso'), factor('email')], 1, ['fed', 'email', 'otp']],
    ['in another order', [factor('email'), factor('sso')], 1, ['email', 'otp', 'fed']],
    [
      'both and a text message',
      [factor('sso'), factor('email'), factor('sms')],
      2,
      ['fed', 'email', 'otp', 'sms', 'mfa'],
    ],
    [
      'both and a password',
      [factor('sso'), factor('email'), factor('password')],
      2,
      ['fed', 'email', 'otp', 'pwd', 'mfa'],
    ],
    ['an account elsewhere and an app', [factor('sso'), factor('authenticator_app')], 2, ['fed', 'otp', 'mfa']],
    ['an account elsewhere and a password', [factor('sso'), factor('password')], 1, ['fed', 'pwd']],
    ['a password and a code', [factor('password'), factor('sms')], 2, ['pwd', 'sms', 'otp', 'mfa']],
  ])('%s', (_, factors, level, amr) => {
    expect(achievedBy(factors)).toMatchObject({ level, amr });
  });

  it.each([
    ['PUSH', true, 2, ['have'], ['push', 'pop']],
    ['PUSH_WITH_PIN', false, 2, ['have', 'know'], ['push', 'pop', 'pin']],
    ['PUSH_WITH_PIN', true, 3, ['have', 'know'], ['push', 'pop', 'pin']],
    ['PUSH_WITH_FINGERPRINT', true, 3, ['have', 'are'], ['push', 'pop', 'fpt']],
    ['PUSH_WITH_CUSTOM_AUTHENTICATOR', true, 2, ['have'], ['push', 'pop']],
  ] as const)('an approval by %s, code typed: %s', (method, isCodeTyped, level, classes, amr) => {
    expect(factorOfApproval(method, isCodeTyped)).toEqual({ level, classes, amr });
    expect(countersign.level).toBeGreaterThanOrEqual(level);
  });

  it('the last factor is when the person signed in', () => {
    const later = factor('sms', { provenAt: '2026-12-01T10:00:09.000Z' });
    expect(achievedBy([later, factor('password')]).authTime).toBe(later.provenAt);
    expect(achievedBy([]).authTime).toBeNull();
  });

  it('a session is when the person signed in, where it would be less without it', () => {
    const began = '2026-11-11T10:00:00.000Z';
    const session = factorOfSession({
      ...{ accountId: 'anna', acr: 'urn:countersign:acr:1', amr: ['pwd'], methods: ['password'] },
      authTime: Date.parse(began) / 1000,
    });
    const [code, again] = [factor('email'), factor('password')];
    expect(achievedBy([session])).toMatchObject({ level: 1, authTime: began });
    expect(achievedBy([session, code])).toMatchObject({ level: 2, authTime: began });
    expect(achievedBy([session, again])).toMatchObject({ level: 1, authTime: again.provenAt });
    expect(achievedBy([session, code, again])).toMatchObject({ level: 2, authTime: code.provenAt });
    expect(achievedBy([session, passkey])).toMatchObject({ level: 3, authTime: passkey.provenAt });
    const strong = { ...session, isPhishingResistant: true, level: 3 as const };
    expect(achievedBy([strong, code, again]).authTime).toBe(began);
  });

  it.each([
    [['fed'], 'email', 1],
    [['email', 'otp'], 'sso', 1],
    [['fed', 'email', 'otp'], 'email', 1],
    [['fed'], 'sms', 2],
    [['email', 'otp'], 'password', 2],
    [['sms', 'otp'], 'sso', 2],
  ] as const)('a session of %j and %s are level %s', (amr, method, level) => {
    const session = factorOfSession({
      accountId: 'anna',
      acr: 'urn:countersign:acr:1',
      amr: [...amr],
      methods: [],
      authTime: 0,
    });
    expect(achievedBy([session, factor(method)]).level).toBe(level);
  });

  it.each([
    ['urn:countersign:acr:2', ['pwd', 'otp', 'mfa'], 2],
    ['phr', ['hwk', 'user'], 3],
    ['phr', ['swk', 'user', 'pwd', 'mfa'], 3],
    ['phr', ['swk'], 2],
    ['phr', ['hwk', 'pin', 'mfa'], 4],
    ['unknown', [], 0],
  ] as const)('a session of %s by %j is level %s', (acr, amr, level) => {
    expect(levelOfSignIn({ acr, amr })).toBe(level);
  });

  it('no code that is sent is ever above level 2', () => {
    const all = (['email', 'sms', 'whatsapp', 'password'] as const).map((name) => factor(name));
    expect(achievedBy(all).level).toBe(2);
  });
});

describe('what is enough', () => {
  it('needs the level, the classes, and what phishing cannot get', () => {
    const both = achievedBy([factor('password'), factor('sms')]);
    expect(isEnough({ ...none, level: 2, factors: 2 }, both)).toBe(true);
    expect(isEnough({ ...none, level: 3 }, both)).toBe(false);
    expect(isEnough({ ...none, factors: 2 }, achievedBy([factor('email'), factor('sms')]))).toBe(false);
    expect(isEnough({ ...none, isPhishingResistant: true }, both)).toBe(false);
    expect(isEnough({ ...none, isPhishingResistant: true }, achievedBy([passkey]))).toBe(true);
  });

  it('has the acr that was asked for', () => {
    const achieved = achievedBy([passkey]);
    expect(acrAchieved(achieved, none)).toBe('urn:countersign:acr:3');
    expect(acrAchieved(achieved, { ...none, isPhishingResistant: true })).toBe('phr');
    expect(acrAchieved(achievedBy([]), none)).toBeNull();
  });
});

describe('acr_values', () => {
  it.each([
    [undefined, 1, false],
    ['', 1, false],
    ['urn:countersign:acr:9 urn:countersign:acr:2 urn:countersign:acr:4', 2, false],
    ['phr urn:countersign:acr:1', 1, true],
    ['urn:countersign:acr:02', 1, false],
  ])('%s', (values, level, isPhishingResistant) => {
    expect(requirementOfAcr(values)).toEqual({ level, isPhishingResistant });
  });

  it('are one of several requirements, of which the strictest holds', () => {
    const policy = { level: 2, factors: 2, maxAge: 3600 } as const;
    expect(strictestOf([policy, { level: 3, isPhishingResistant: true }, { maxAge: 0 }, { maxAge: null }])).toEqual({
      level: 3,
      factors: 2,
      maxAge: 0,
      isPhishingResistant: true,
    });
    expect(strictestOf([])).toEqual(none);
  });
});

describe('the methods that still help', () => {
  it('bring another class, a higher level, or what phishing cannot get', () => {
    const own = ['password', 'email', 'sms', 'countersign'] as const;
    const required = { ...none, level: 2 } as const;
    expect(helpfulMethods(own, [factor('password')], required)).toEqual(['email', 'sms', 'countersign']);
    expect(helpfulMethods(own, [factor('email')], required)).toEqual(['password', 'countersign']);
    expect(helpfulMethods(['password'], [factor('password')], required)).toEqual([]);
    expect(helpfulMethods(['email', 'sms', 'password'], [factor('sso')], required)).toEqual(['sms']);
    expect(helpfulMethods(['sso', 'password'], [factor('email')], required)).toEqual(['password']);
  });
});
