/** Shortest beginning and shortest end that a number is found by: shorter ones would tell too much about who shares them. */
const shortest = { beginning: 6, end: 4 };
/** What people write between digits. */
const filling = /[\s().\-/]/g;

/**
 * The parts by which a phone number is found: its beginnings and its ends. They are stored as keyed hashes (docs/decisions/0094).
 * @param number in E.164 form.
 */
export function phonePartsOf(number: string): string[] {
  const digits = number.slice(1);
  const lengths = Array.from({ length: digits.length }, (_, index) => index + 1);
  return [
    ...lengths.filter((length) => length >= shortest.beginning).map((length) => beginning(digits.slice(0, length))),
    ...lengths.filter((length) => length >= shortest.end).map((length) => end(digits.slice(-length))),
  ];
}

/** The parts, any of which a number has that is meant by a question: `+31 6 1234`, `0031612`, `06 12345678`, `5678`. None for other text. */
export function askedPhoneParts(question: string): string[] {
  const text = question.replaceAll(filling, '');
  if (!/^\+?\d{4,18}$/.test(text)) return [];
  const international = /^(?:\+|00)(\d+)$/.exec(text)?.[1];
  if (international !== undefined) return international.length < shortest.beginning ? [] : [beginning(international)];
  const national = text.replace(/^0/, '');
  return [
    ...(text.length < shortest.beginning ? [] : [beginning(text)]),
    ...(national.length < shortest.end ? [] : [end(national)]),
  ];
}

function beginning(digits: string): string {
  return `${digits}-`;
}

function end(digits: string): string {
  return `-${digits}`;
}
