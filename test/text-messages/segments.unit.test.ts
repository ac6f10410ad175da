import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeSegments, segmentsOf } from '../../src/domain/text-messages/segments.ts';

const extension = [...'^{}\\[~]|€\f'];
/** A sample of the default alphabet: letters, accents, Greek capitals, line breaks. */
const basic = [...'abcXYZ 019@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n\r', "'"];
const gsmText = fc.string({ unit: fc.constantFrom(...basic, ...extension), maxLength: 700 });
const foreign = fc.constantFrom('ç', 'Ж', '漢', '`', '\t', '’', '\u0301', '🙂', '𝔸', '\ud800');
/** Anything that has at least one character that GSM-7 has not. */
const unicodeText = fc.tuple(fc.string({ unit: 'grapheme', maxLength: 300 }), foreign, gsmText).map((parts) => parts.join(''));

const septets = (text: string): number => [...text].reduce((sum, character) => sum + (extension.includes(character) ? 2 : 1), 0);

describe('the segments of a text message', () => {
  it.each([
    ['nothing', '', 'GSM-7', 0, 1],
    ['a full segment', 'a'.repeat(160), 'GSM-7', 160, 1],
    ['one more', 'a'.repeat(161), 'GSM-7', 161, 2],
    ['two full segments', 'a'.repeat(306), 'GSM-7', 306, 2],
    ['three', 'a'.repeat(307), 'GSM-7', 307, 3],
    ['a full segment of the extension table', '€'.repeat(80), 'GSM-7', 160, 1],
    ['an escape that fits no more', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 306, 3],
    ['a full segment of UCS-2', 'ж'.repeat(70), 'UCS-2', 70, 1],
    ['one more of UCS-2', 'ж'.repeat(71), 'UCS-2', 71, 2],
    ['a full segment of surrogate pairs', '🙂'.repeat(35), 'UCS-2', 70, 1],
    ['a surrogate pair that fits no more', `${'ж'.repeat(66)}🙂${'ж'.repeat(66)}`, 'UCS-2', 134, 3],
    ['many accents on one letter', `a${'\u0301'.repeat(134)}`, 'UCS-2', 135, 3],
    ['the browser form', 'Your code is 123456\n\n@bank.example #123456', 'GSM-7', 42, 1],
  ])('of %s', (_, text, encoding, length, segments) => {
    expect(segmentsOf(text)).toEqual({ encoding, length, segments });
  });

  it('are in GSM-7 as long as every character is in its tables, which count one and two septets', () => {
    fc.assert(fc.property(gsmText, (text) => {
      const { encoding, length } = segmentsOf(text);
      expect({ encoding, length }).toEqual({ encoding: 'GSM-7', length: septets(text) });
    }));
  });

  it('are in UCS-2 with a single character that is not, and count its code units', () => {
    fc.assert(fc.property(unicodeText, (text) => {
      const { encoding, length } = segmentsOf(text);
      expect({ encoding, length }).toEqual({ encoding: 'UCS-2', length: text.length });
    }));
  });

  it('are one when it fits, else as few as hold it, give or take what may not be torn', () => {
    fc.assert(fc.property(fc.oneof(gsmText, unicodeText), (text) => {
      const { encoding, length, segments } = segmentsOf(text);
      const [alone, joined] = encoding === 'GSM-7' ? [160, 153] : [70, 67];
      if (length <= alone) {
        expect(segments).toBe(1);
        return;
      }
      expect(segments).toBeGreaterThanOrEqual(Math.ceil(length / joined));
      // At most one unit of each segment stays empty.
      expect(segments).toBeLessThanOrEqual(Math.ceil(length / (joined - 1)));
    }));
  });

  it('never become fewer when the text grows', () => {
    fc.assert(fc.property(gsmText, gsmText, (text, more) => {
      expect(segmentsOf(text + more).segments).toBeGreaterThanOrEqual(segmentsOf(text).segments);
    }));
  });
});

describe('the words for an event', () => {
  it.each([['a', 'GSM-7, 1 segment'], ['🙂'.repeat(36), 'UCS-2, 2 segments']])('of %j', (text, words) => {
    expect(describeSegments(segmentsOf(text))).toBe(words);
  });
});
