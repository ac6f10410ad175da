import { describe, expect, it } from 'vitest';
import { weaknessOfPassword, wordsOf } from '../../src/domain/persons/sign-in-methods/password/password-rules.ts';

const ownWords = wordsOf(['Alex Martin', 'alex.martin@northwind.example', '+31612345678', '1984-02-29', null]);
const serviceWords = wordsOf(['countersign', 'login.northwind-energy.example']);
const weaknessOf = (password: string, alwaysSecondFactor = false) =>
  weaknessOfPassword(password, { alwaysSecondFactor, ownWords, serviceWords });

describe('a password as the only factor', () => {
  it.each([
    ['sunny rooftop panels', undefined],
    ['kT7#pq-Vz20xLm9', undefined],
    ['ペンギンは南極で魚を食べて泳ぐ', undefined],
    ['!?#%&*()_-+=[]{}', undefined],
    ['fourteen chars', 'too_short'],
    ['😀😁😂🤣😃😄😅', 'too_short'],
    [`${'x1y2z3'.repeat(42)}abcd`, undefined],
    ['x1y2z3'.repeat(43), 'too_long'],
    ['aaaaaaaaaaaaaaaaaaaa', 'too_simple'],
    ['345678901234567890', 'too_simple'],
    ['zyxwvutsrqponmlkjih', 'too_simple'],
    ['qwertyuiopasdfghjkl', 'too_simple'],
    ['abababababababababab', 'too_simple'],
    ['trustno1trustno1', 'common'],
    ['!!!Dragon-2026-12-01', 'common'],
    ['AlexMartin1984-02-29', 'personal'],
    ['alex.martin.1984!', 'personal'],
    ['alex31612345678martin', 'personal'],
    ['countersign-countersign', 'service_name'],
    ['Northwind Energy 12', 'service_name'],
    ['alex likes his garden chair', undefined],
    ['northwind brings light home', undefined],
  ])('%s: %s', (password, weakness) => {
    expect(weaknessOf(password)).toBe(weakness);
  });

  it('is measured as it is compared: in NFKC', () => {
    // The ligature is three letters, so that these 13 characters are 15.
    expect(weaknessOf('ﬃne rooftops')).toBe('too_short');
    expect(weaknessOf('ﬃne rooftops!')).toBe(undefined);
  });
});

describe('a password beside a second factor', () => {
  it.each([
    ['roof-top', undefined],
    ['kT7#pq2', 'too_short'],
    ['trustno1', 'common'],
    ['xmartin8', 'personal'],
  ])('%s: %s', (password, weakness) => {
    expect(weaknessOf(password, true)).toBe(weakness);
  });
});

it('words of a person are their parts, in lower case, and no short ones', () => {
  expect(wordsOf(['Jo van der Berg', 'Zoë.M@site.example'])).toEqual([
    'jovanderberg',
    'berg',
    'zoëmsiteexample',
    'site',
    'example',
  ]);
});
