import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTemplate } from '../../../src/domain/configuration/message-templates/check-template.ts';
import { cleanValue } from '../../../src/domain/mobile-authentication/context/clean-value.ts';
import { findTemplate } from '../../../src/domain/mobile-authentication/context/find-template.ts';
import { readLocation } from '../../../src/domain/mobile-authentication/context/location.ts';
import { readAddress } from '../../../src/domain/mobile-authentication/context/read-address.ts';
import { shippedTemplates } from '../../../src/domain/configuration/message-templates/shipped-templates.ts';
import { readUserAgent } from '../../../src/domain/mobile-authentication/context/user-agent.ts';
import { cpuTime } from './support/cpu-time.ts';

describe('a user agent', () => {
  it.each([
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_6) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/73.0.3683.103 Safari/537.36',
      'macOS 10.14',
      'Chrome 73.0',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.2849.68',
      'Windows 10',
      'Microsoft Edge 130.0',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
      'iOS 18.1',
      'Safari 18.1',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Linux', 'Firefox 140.0'],
    ['curl/8.5.0', undefined, undefined],
    [' ', undefined, undefined],
    [
      'Mozilla/5.0 (Linux; U; Android 14; nl) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.6045.163 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.9.0',
      'Android 14',
      'Miui 14.9',
    ],
    // The sender chooses the text of an unknown browser; it is not shown, because it could deceive the user.
    ['Your bank asks you to accept/1 ', undefined, undefined],
    ['Your bank asks you to accept/1.0 (x', undefined, undefined],
    ['Accept, to stop the fraud/9 Windows Phone OS', 'Windows Phone', undefined],
    ['Mozilla/5.0 (Windows NT 10.0) OPR/Accept-to-stop-the-fraud', 'Windows 10', 'Opera'],
    ['Mozilla/5.0 (X11; Linux x86_64) Chrome/08001234567.1 Safari/537.36', 'Linux', 'Chrome'],
  ])('%s', (header, operatingSystem, browser) => {
    expect(readUserAgent(header)).toEqual({
      ...(operatingSystem ? { operatingSystem } : {}),
      ...(browser ? { browser } : {}),
    });
  });

  it('is read in bounded CPU time, and yields only names and version numbers', () => {
    const piece = fc.constantFrom(
      'accept',
      '/',
      'OPR/',
      '12345',
      'Mozilla/5.0 (',
      'Macintosh; ',
      'Version/',
      'Opera/',
      '; ',
      ' ',
      'a',
      '1.',
      'Android ',
      'Safari/',
      'Chrome/',
      '(',
      '\u202e',
      '\n',
      '[message]',
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 1000 }), (pieces) => {
        const started = cpuTime();
        const read = readUserAgent(pieces.join('').slice(0, 1024));
        expect(cpuTime() - started).toBeLessThan(1000);
        for (const value of Object.values(read))
          expect(value).toMatch(/^(?!.*accept)[A-Za-z][A-Za-z -]*(?: 4)?(?: (?:\d{1,4}(?:\.\d{1,4})?|NT|XP|Vista))?$/);
      }),
    );
  });
});

describe('a place', () => {
  it.each([
    [
      { countryCode: 'nl', region: 'Utrecht', city: 'Utrecht' },
      { countryCode: 'NL', region: 'Utrecht', city: 'Utrecht' },
    ],
    [{ countryCode: 'NL' }, { countryCode: 'NL' }],
    [
      { countryCode: 'NL', city: ' Den\u202e\nHaag\u0000 ' },
      { countryCode: 'NL', city: 'Den Haag' },
    ],
    [{ countryCode: 'NL', region: '\u0007' }, { countryCode: 'NL' }],
    [{ countryCode: 'NLD', city: 'Utrecht' }, undefined],
    [{ city: 'Utrecht' }, undefined],
    [{}, undefined],
  ])('%j', (said, place) => {
    expect(readLocation(said)).toEqual(place);
  });

  it('is cleaned to one line of bounded length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const clean = cleanValue(text) ?? '';
        expect([...clean].length).toBeLessThanOrEqual(100);
        expect(clean).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|^\s|\s$/u);
      }),
    );
  });
});

describe('an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7:51234', '192.0.2.7'],
    ['2001:DB8::7', '2001:db8::7'],
    ['[2001:db8::7]:443', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:192.0.2.777', undefined],
    ['192.0.2.7, 10.0.0.1', undefined],
    ['192.0.2.256', undefined],
    ['example.com', undefined],
    ['192.0.2.7/24', undefined],
    ['', undefined],
  ])('%s', (text, address) => {
    expect(readAddress(text)).toBe(address);
  });
});

describe('the template of a language', () => {
  const own = new Map([
    ['mobileAuthentication.confirmation.template\nde', 'Eigen [message]'],
    ['mobileAuthentication.confirmation.template\npt-br', 'Nosso [message]'],
  ]);
  const find = (key: string, locale: string) => own.get(`${key}\n${locale}`);
  const all = ['en', 'nl', 'fr', 'de'];

  it.each([
    [undefined, all, shippedTemplates['en']],
    ['nl', all, shippedTemplates['nl']],
    ['nl_BE', all, shippedTemplates['nl']],
    ['fr-CH', all, shippedTemplates['fr']],
    ['de-AT', all, 'Eigen [message]'],
    ['pt-BR', all, 'Nosso [message]'],
    ['pt', all, shippedTemplates['en']],
    ['nl', ['en'], shippedTemplates['en']],
    ['nonsense!', all, shippedTemplates['en']],
  ])('%s of %j', (language, supported, template) => {
    expect(findTemplate(language, supported, find)).toBe(template);
  });

  it.each([
    ['[message]', undefined],
    ['[city] [city] [message]', undefined],
    ['[city]', 'message_missing'],
    ['[message] [town]', 'unknown_placeholder'],
    ['[message] [City]', 'unknown_placeholder'],
    ['[message]'.repeat(21), 'too_many'],
    [`[message]${'x'.repeat(1000)}`, 'too_long'],
    ['', 'message_missing'],
  ])('%j is checked', (template, code) => {
    expect(checkTemplate(template)?.code).toBe(code);
  });

  it('passes the check for every shipped language', () => {
    expect(Object.values(shippedTemplates).map(checkTemplate)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
