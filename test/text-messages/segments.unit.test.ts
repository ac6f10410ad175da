import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeSegments, segmentsOf } from '../../src/domain/messages/text-messages/segments.ts';

const extension = [...'^{}\\[~]|€\f'];
/** A sample of the default alphabet: letters, accents, Greek capitals and line breaks. */
const basic = [...'abcXYZ 019@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n\r', "'"];
const gsmText = fc.string({ unit: fc.constantFrom(...basic, ...extension), maxLength: 700 });
const foreign = fc.constantFrom('ç', 'Ж', '漢', '`', '\t', '’', '\u0301', '🙂', '𝔸', '\ud800');
/** Text with at least one character that GSM-7 does not have. */
const unicodeText = fc
  .tuple(fc.string({ unit: 'grapheme', maxLength: 300 }), foreign, gsmText)
  .map((parts) => parts.join(''));

const septets = (text: string): number =>
  [...text].reduce((sum, character) => sum + (extension.includes(character) ? 2 : 1), 0);

describe('the segments of a text message', () => {
  it.each([
    ['nothing', '', 'GSM-7', 0, 1],
    ['a full segment', 'a'.repeat(160), 'GSM-7', 160, 1],
    ['a full segment and one character', 'a'.repeat(161), 'GSM-7', 161, 2],
    ['two full segments', 'a'.repeat(306), 'GSM-7', 306, 2],
    ['three segments', 'a'.repeat(307), 'GSM-7', 307, 3],
    ['a full segment of the extension table', '€'.repeat(80), 'GSM-7', 160, 1],
    ['an escape sequence that does not fit', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 306, 3],
    ['a full segment of UCS-2', 'ж'.repeat(70), 'UCS-2', 70, 1],
    ['a full segment of UCS-2 and one character', 'ж'.repeat(71), 'UCS-2', 71, 2],
    ['a full segment of surrogate pairs', '🙂'.repeat(35), 'UCS-2', 70, 1],
    ['a surrogate pair that does not fit', `${'ж'.repeat(66)}🙂${'ж'.repeat(66)}`, 'UCS-2', 134, 3],
    ['many accents on one letter', `a${'\u0301'.repeat(134)}`, 'UCS-2', 135, 3],
    ['the browser form', 'Your code is 123456\n\n@bank.example #123456', 'GSM-7', 42, 1],
  ])('are counted for %s', (_, text, encoding, length, segments) => {
    expect(segmentsOf(text)).toEqual({ encoding, length, segments });
  });

  it('use GSM-7 when all characters are in its tables, and count one or two septets each', () => {
    fc.assert(
      fc.property(gsmText, (text) => {
        const { encoding, length } = segmentsOf(text);
        expect({ encoding, length }).toEqual({ encoding: 'GSM-7', length: septets(text) });
      }),
    );
  });

  it('use UCS-2 for any other character, and count code units', () => {
    fc.assert(
      fc.property(unicodeText, (text) => {
        const { encoding, length } = segmentsOf(text);
        expect({ encoding, length }).toEqual({ encoding: 'UCS-2', length: text.length });
      }),
    );
  });

  it('are one if the text fits, otherwise as few as possible without splitting a character', () => {
    fc.assert(
      fc.property(fc.oneof(gsmText, unicodeText), (text) => {
        const { encoding, length, segments } = segmentsOf(text);
        const [alone, joined] = encoding === 'GSM-7' ? [160, 153] : [70, 67];
        if (length <= alone) {
          expect(segments).toBe(1);
          return;
        }
        expect(segments).toBeGreaterThanOrEqual(Math.ceil(length / joined));
        // At most one unit of each segment is unused.
        expect(segments).toBeLessThanOrEqual(Math.ceil(length / (joined - 1)));
      }),
    );
  });

  it('do not decrease when the text grows', () => {
    fc.assert(
      fc.property(gsmText, gsmText, (text, more) => {
        expect(segmentsOf(text + more).segments).toBeGreaterThanOrEqual(segmentsOf(text).segments);
      }),
    );
  });
});

describe('the description of segments for an event', () => {
  it.each([
    ['a', 'GSM-7, 1 segment'],
    ['🙂'.repeat(36), 'UCS-2, 2 segments'],
  ])('of %j is %s', (text, words) => {
    expect(describeSegments(segmentsOf(text))).toBe(words);
  });
});
