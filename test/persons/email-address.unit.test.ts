import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEmailAddress } from '../../src/domain/persons/contacts/email-address.ts';

describe('readEmailAddress', () => {
  it.each([
    ['alex@example.com', 'alex@example.com'],
    ['Alex.O+shop_1@Mail.EXAMPLE.com', 'Alex.O+shop_1@mail.example.com'],
    ["o'neil!#$%&'*+/=?^_`{|}~-@example.com", "o'neil!#$%&'*+/=?^_`{|}~-@example.com"],
    ['alex@bücher.example', 'alex@xn--bcher-kva.example'],
    ['alex@BÜCHER.example', 'alex@xn--bcher-kva.example'],
    ['alex@bu\u0308cher.example', 'alex@xn--bcher-kva.example'],
    ['alex@例え.テスト', 'alex@xn--r8jz45g.xn--zckzah'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('reads %s', (text, address) => {
    expect(readEmailAddress(text)?.address).toBe(address);
    expect(readEmailAddress(address)?.address).toBe(address);
  });

  it.each([
    ['nothing', ''],
    ['no domain', 'alex@'],
    ['no local part', '@example.com'],
    ['no at sign', 'alex.example.com'],
    ['two at signs', 'alex@evil.example@example.com'],
    ['a second recipient behind a line break', 'alex@example.com\r\nBcc: evil@example.com'],
    ['a line feed at its end', 'alex@example.com\n'],
    ['a line break in the local part', 'alex\r\n@example.com'],
    ['a second address', 'alex@example.com,evil@example.com'],
    ['a semicolon', 'alex@example.com;evil@example.com'],
    ['an address with a name', 'Alex <alex@example.com>'],
    ['angle brackets', '<alex@example.com>'],
    ['a comment', 'alex(evil)@example.com'],
    ['a quoted local part', '"evil@example.com, alex"@example.com'],
    ['a route', '@evil.example:alex@example.com'],
    ['a percent sign in the domain', 'alex@example%2ecom'],
    ['blanks', ' alex@example.com'],
    ['NUL', 'alex\0@example.com'],
    ['an invisible character', 'alex@exam\u200bple.com'],
    ['a soft hyphen', 'alex@exam\u00adple.com'],
    ['text that turns around', 'alex@\u202emoc.elpmaxe'],
    ['a local part beyond ASCII', 'álex@example.com'],
    ['two dots', 'a..b@example.com'],
    ['a dot at the beginning', '.alex@example.com'],
    ['an empty label', 'alex@example..com'],
    ['a hyphen at the end of a label', 'alex@example-.com'],
    ['an address literal', 'alex@[127.0.0.1]'],
    ['an IP address', 'alex@127.0.0.1'],
    ['a host without a domain', 'alex@localhost'],
    ['a full stop of another script', 'alex@example。com'],
    ['a local part that is too long', `${'a'.repeat(65)}@example.com`],
    ['a label that is too long', `alex@${'a'.repeat(64)}.com`],
    ['an address that is too long', `alex@${'a.'.repeat(124)}com`],
  ])('refuses %s', (_, text) => {
    expect(readEmailAddress(text)).toBeUndefined();
  });

  it('returns a single plain address for any accepted input', () => {
    const pieces = fc.constantFrom(
      'a',
      'É',
      '@',
      '.',
      ',',
      ';',
      '<',
      '>',
      '"',
      '\r',
      '\n',
      '\0',
      ' ',
      'example.com',
      '%',
      '\u200b',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const address = readEmailAddress(parts.join(''))?.address;
        return address === undefined || /^[^\s<>()[\]\\,;:"@]{1,64}@[a-z0-9.-]{3,253}$/.test(address);
      }),
      { numRuns: 2000 },
    );
  });
});
