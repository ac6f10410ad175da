import { describe, expect, it } from 'vitest';
import { codeOf, isCodeOf, linkCodeOf } from '../../src/commands/authentication/methods/sending/sign-in-code.ts';
import { foldIdentifier } from '../../src/commands/authentication/methods/find-by-identifier.ts';
import { callingCodeOf, isPrefixAllowed } from '../../src/domain/persons/contacts/calling-code.ts';
import { isBroken } from '../../src/domain/authentication/sending/country-breaker.ts';
import { maskEmail, maskName, maskPhone } from '../../src/domain/persons/contacts/mask.ts';
import { Keyring } from '../../src/security/keyring.ts';

describe('what a person is shown', () => {
  it('tells too little to find an address out by', () => {
    expect([maskEmail('alex@example.com'), maskEmail('a@example.com')]).toEqual([
      'a***@example.com',
      'a***@example.com',
    ]);
    expect([maskName('alex'), maskName('😀lex'), maskName('')]).toEqual(['a***', '😀***', '***']);
    expect(maskPhone('+31612345601', '31')).toBe('+31 6 ** ** ** 01');
    expect(maskPhone('+12025550123', callingCodeOf('+12025550123'))).toBe('+1 2 ** ** ** 23');
  });
});

describe('a code', () => {
  const keyring = new Keyring([{ id: 'one', key: Buffer.alloc(32, 1).toString('base64') }]);
  const rotated = new Keyring([
    { id: 'two', key: Buffer.alloc(32, 2).toString('base64') },
    { id: 'one', key: Buffer.alloc(32, 1).toString('base64') },
  ]);

  it('is of its challenge, and stays while keys rotate', () => {
    const code = codeOf(keyring, 'challenge');
    expect(code).toMatch(/^\d{6}$/);
    expect([codeOf(rotated, 'challenge'), codeOf(keyring, 'other') === code]).toEqual([code, false]);
    expect([
      isCodeOf(keyring, 'challenge', code),
      isCodeOf(keyring, 'challenge', linkCodeOf(keyring, 'challenge')),
    ]).toEqual([true, true]);
    for (const typed of ['', code.slice(1), `${code}0`, linkCodeOf(keyring, 'other')])
      expect(isCodeOf(keyring, 'challenge', typed)).toBe(false);
  });
});

describe('where codes go', () => {
  it('is every number, or those with a prefix that is allowed', () => {
    expect(isPrefixAllowed('+31612345678', [])).toBe(true);
    expect([isPrefixAllowed('+31612345678', ['+32', '+31']), isPrefixAllowed('+31612345678', ['+32'])]).toEqual([
      true,
      false,
    ]);
  });

  it.each([
    [49, 0, false],
    [50, 9, true],
    [50, 10, false],
    [1000, 199, true],
  ])('is no country where of %i codes %i came back: %s', (sent, verified, broken) => {
    expect(isBroken({ sent, verified })).toBe(broken);
  });
});

it.each([
  [' Mia@Example.COM ', 'mia@example.com'],
  ['Mia', 'mia'],
  ['mia@@x', 'mia@@x'],
])('an identifier is compared folded: %j', (typed, folded) => {
  expect(foldIdentifier(typed)).toBe(folded);
});
