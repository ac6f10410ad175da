import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  normaliseEnrollmentCode,
  writeEnrollmentCode,
} from '../../src/domain/devices/enrollment-codes/enrollment-code.ts';
import {
  defaultMessageKey,
  findDefaultMessage,
} from '../../src/domain/configuration/mobile-authentication-types/default-message.ts';
import { displayedOf, signedAnswerPayload } from '../../src/domain/mobile-authentication/displayed.ts';
import { parsePhoneNumber } from '../../src/domain/persons/contacts/phone-number.ts';

describe('the default message of a type', () => {
  const texts = new Map([
    ['en', 'Approve?'],
    ['nl', 'Akkoord?'],
    ['pt-br', 'Aprovar?'],
    ['he', 'לאשר?'],
  ]);
  const find = (key: string, locale: string) => (key === defaultMessageKey('login') ? texts.get(locale) : undefined);

  it.each([
    [undefined, 'Approve?'],
    ['en', 'Approve?'],
    ['nl', 'Akkoord?'],
    ['NL', 'Akkoord?'],
    ['nl-BE', 'Akkoord?'],
    ['nl_BE', 'Akkoord?'],
    ['pt-BR', 'Aprovar?'],
    ['pt', 'Approve?'],
    ['xx', 'Approve?'],
    ['', 'Approve?'],
    ['__proto__', 'Approve?'],
    ['nl-Latn-BE-x-b', 'Akkoord?'],
    ['pt-BR-u-nu-latn', 'Aprovar?'],
    ['iw', 'לאשר?'],
    ['constructor', 'Approve?'],
  ])('in the language %s is %s', (language, text) => {
    expect(findDefaultMessage('login', language, find)).toBe(text);
  });

  it('is undefined when there is none', () => {
    expect(findDefaultMessage('other', 'nl', find)).toBeUndefined();
  });
});

describe('a phone number', () => {
  it.each([['+31612345678'], ['+4915112345678'], ['+12025550123'], ['+447400123456']])(
    '%s is accepted as E.164',
    (number) => {
      expect(parsePhoneNumber(number)).toBe(number);
    },
  );

  it.each([
    [undefined],
    [''],
    ['0612345678'],
    ['0031612345678'],
    ['31612345678'],
    ['+31 6 12345678'],
    ['+31612345678 '],
    ['+31612345678\n'],
    ['+0612345678'],
    ['+31'],
    ['+316'],
    ['+3161234567890123'],
    ['+999612345678'],
    ['+3161234567a'],
    ['tel:+31612345678'],
    ['+٣١٦١٢٣٤٥٦٧٨'],
    ['++31612345678'],
    ['+31612345678;ext=5'],
    ['+330612345678'],
    ['+330000000000'],
  ])('%j is refused', (text) => {
    expect(parsePhoneNumber(text)).toBeUndefined();
  });

  it('is a plus and digits for any accepted input', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\+\d{1,18}$/)), (text) => {
        const number = parsePhoneNumber(text);
        if (number !== undefined) expect([number, /^\+[1-9]\d{5,14}$/.test(number)]).toEqual([text, true]);
      }),
    );
  });
});

describe('an enrolment code', () => {
  it('has five groups of five unambiguous symbols', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 25, maxLength: 32 }), (bytes) => {
        const code = writeEnrollmentCode(bytes);
        expect(code).toMatch(/^([2-9A-HJ-NP-Z]{5}-){4}[2-9A-HJ-NP-Z]{5}$/);
        expect(normaliseEnrollmentCode(code)).toBe(code.replaceAll('-', ''));
      }),
    );
  });

  it('uses all symbols equally often, because 256 is a multiple of 32', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      const symbol = writeEnrollmentCode(new Uint8Array(25).fill(byte))[0] ?? '';
      counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    }
    expect([counts.size, new Set(counts.values())]).toEqual([32, new Set([8])]);
  });

  it('is normalised from any usual way to type it', () => {
    const code = writeEnrollmentCode(randomBytes(25));
    const bare = code.replaceAll('-', '');
    for (const typed of [code, bare, code.toLowerCase(), ` ${code} `, code.replaceAll('-', ' '), [...bare].join(' ')])
      expect(normaliseEnrollmentCode(typed)).toBe(bare);
  });

  it.each([
    ['too short', 'ABCDE-ABCDE-ABCDE-ABCDE-ABCD'],
    ['too long', 'ABCDE-ABCDE-ABCDE-ABCDE-ABCDEF'],
    ['a zero', 'ABCDE-ABCDE-ABCDE-ABCDE-ABCD0'],
    ['an I', 'ABCDE-ABCDE-ABCDE-ABCDE-ABCDI'],
    ['not Latin', 'ABCDE-ABCDE-ABCDE-ABCDE-ABCDÉ'],
    ['empty', ''],
  ])('is refused: %s', (_, text) => {
    expect(normaliseEnrollmentCode(text)).toBeUndefined();
  });
});

describe('the signed content of a transaction', () => {
  const transaction = {
    id: 'b2f1',
    challenge: Buffer.from([251, 255]),
    message: 'Pay € 5 to "Zoë"\n',
    secureMessage: 'details',
    signingData: 'data',
  };

  it('leaves out absent fields', () => {
    expect(displayedOf(transaction)).toEqual({
      message: transaction.message,
      secure_message: 'details',
      signing_data: 'data',
    });
    expect(displayedOf({ message: 'Hi', secureMessage: null, signingData: undefined })).toEqual({ message: 'Hi' });
    expect(displayedOf({ message: 'Hi', secureMessage: '' })).toEqual({ message: 'Hi' });
  });

  it('is canonical JSON by RFC 8785: sorted, without spaces, with unescaped text', () => {
    expect(signedAnswerPayload(transaction, 'accept')).toBe(
      '{"challenge":"-_8","decision":"accept","displayed":{"message":"Pay € 5 to \\"Zoë\\"\\n","secure_message":"details","signing_data":"data"},"transaction_id":"b2f1"}',
    );
  });

  it('differs when any of its parts differs', () => {
    const payloads = [
      signedAnswerPayload(transaction, 'accept'),
      signedAnswerPayload(transaction, 'reject'),
      signedAnswerPayload({ ...transaction, id: 'b2f2' }, 'accept'),
      signedAnswerPayload({ ...transaction, challenge: Buffer.from([251, 254]) }, 'accept'),
      signedAnswerPayload({ ...transaction, message: 'Pay € 50 to "Zoë"\n' }, 'accept'),
      signedAnswerPayload({ ...transaction, signingData: null }, 'accept'),
      // Composed and decomposed letters look alike, but are different texts.
      signedAnswerPayload({ ...transaction, message: transaction.message.normalize('NFD') }, 'accept'),
    ];
    expect(new Set(payloads).size).toBe(payloads.length);
  });
});
