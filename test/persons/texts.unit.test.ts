import { describe, expect, it } from 'vitest';
import { readEmailAddress } from '../../src/domain/persons/contacts/email-address.ts';
import { askedPhoneParts, phonePartsOf } from '../../src/domain/persons/contacts/phone-parts.ts';
import {
  isBirthDate,
  isCountryCode,
  isTimeZone,
  isUsername,
  readLocale,
} from '../../src/domain/persons/profile/profile-rules.ts';
import { foldText } from '../../src/domain/persons/search/fold-text.ts';
import { searchTextOf, searchWords } from '../../src/domain/persons/search/search-words.ts';

describe('an e-mail address', () => {
  it.each([
    ['Ada.B+shop@Example.COM', 'Ada.B+shop@example.com', 'ada.b+shop@example.com'],
    ["o'brien@example.ie", "o'brien@example.ie", "o'brien@example.ie"],
    ['x@münchen.example', 'x@xn--mnchen-3ya.example', 'x@xn--mnchen-3ya.example'],
    // A full-width letter, the Kelvin sign and a composed letter equal the plain letters.
    ['x@ＥXAMPLE.com', 'x@example.com', 'x@example.com'],
    ['x@\u212a.example', 'x@k.example', 'x@k.example'],
    ['x@mu\u0308nchen.example', 'x@xn--mnchen-3ya.example', 'x@xn--mnchen-3ya.example'],
  ])('of %s is normalised to %s', (text, address, key) => {
    expect(readEmailAddress(text)).toEqual({ address, key });
  });

  it('differs from an address that only looks like it', () => {
    const keys = ['paypal.example', 'pаypal.example', 'paypaI.example', 'раураl.example'].map(
      (domain) => readEmailAddress(`x@${domain}`)?.key,
    );
    expect(new Set(keys).size).toBe(4);
    expect(keys.every((key) => key === undefined || /^[\x21-\x7e]+$/.test(key))).toBe(true);
  });

  it.each([
    '\u212aate@example.com',
    'ad\u0131@example.com',
    'ﬁ@example.com',
    'x@exam\u0000ple.com',
    'x@example.com\u2028',
    'x@%65xample.com',
  ])('is refused: %j', (text) => {
    expect(readEmailAddress(text)).toBeUndefined();
  });
});

describe('a search for a part of a phone number', () => {
  const isFoundBy = (question: string) =>
    askedPhoneParts(question).some((part) => phonePartsOf('+31612345678').includes(part));

  it.each([
    '+31612345678',
    '+31 6 123',
    '0031 6 123',
    '316123',
    '5678',
    '06 12345678',
    '06-1234 5678',
    '612345678',
    '(06) 12345678',
  ])('finds it by %s', (question) => {
    expect(isFoundBy(question)).toBe(true);
  });

  it.each(['678', '+316', '1234', '+32612345678', '0612345679', 'abc', '', '+', '61234567', "5678'"])(
    'does not find it by %j',
    (question) => {
      expect(isFoundBy(question)).toBe(false);
    },
  );
});

describe('folded text', () => {
  it.each([
    ['Zoë  MÜLLER', 'zoe muller'],
    ['Łukasz Ørsted-Straße', 'lukasz orsted-strasse'],
    ['İSTANBUL ılık', 'istanbul ilik'],
    ['Ångström ﬁn', 'angstrom fin'],
    ['ЁЛКА', 'елка'],
    ['李 小龍', '李 小龍'],
    ['नमस्ते', 'नमस्ते'],
    [' a\tb\nc ', 'a b c'],
  ])('of %j is %j', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('does not change when folded again', () => {
    for (const text of ['Zoë', 'ŒUVRE', 'ẞ', 'ǅ', '㎏', 'Ω']) expect(foldText(foldText(text))).toBe(foldText(text));
  });

  it('is split into search words, of which short ones match only at a beginning', () => {
    expect(searchWords(' Zoë  MÜ zoe ')).toEqual([
      { word: 'zoe', place: 'anywhere' },
      { word: 'mu', place: 'beginning' },
    ]);
    expect(searchWords('a b c d e f g h i j')).toHaveLength(8);
    expect(searchTextOf(['Zoë', null, 'x@y.example'])).toBe(' zoe x@y.example');
  });
});

describe('rules of a profile', () => {
  const now = new Date('2026-11-30T12:00:00Z');

  it.each([
    [
      isUsername,
      ['ada.lovelace', 'Ada1', 'a'.repeat(64)],
      ['ada', '12345', 'ada@x.example', 'аdaa', 'a b c d', '-ada', 'a'.repeat(65)],
    ],
    [
      (text: string) => isBirthDate(text, now),
      ['2026-11-30', '2000-02-29'],
      ['2026-12-01', '1900-02-29', '1850-01-01', '2000-1-1', ''],
    ],
    [isTimeZone, ['Europe/Amsterdam', 'UTC', 'America/Argentina/Ushuaia'], ['+01:00', 'Mars/Olympus', '../etc', '']],
    [isCountryCode, ['NL', 'CW'], ['ZZ', 'nl', 'NLD', 'QX', '']],
  ] as const)('%# accepts valid values and refuses invalid ones', (rule, right, wrong) => {
    expect(right.filter((text) => !rule(text))).toEqual([]);
    expect(wrong.filter((text) => rule(text))).toEqual([]);
  });

  it('normalises a language tag', () => {
    expect(['nl_nl', 'EN', 'zh-hant-tw', 'iw', '-', 'x'.repeat(40)].map(readLocale)).toEqual([
      'nl-NL',
      'en',
      'zh-Hant-TW',
      'he',
      undefined,
      undefined,
    ]);
  });
});
