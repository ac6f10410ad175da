import type { FieldRefusal } from '../field-refusal.ts';

/** An API client's id: ASCII without the colon that ends it in HTTP Basic, spaces within as deployed sites have them; 64 characters, so that events can name it. */
export const clientIdPattern = /^[A-Za-z0-9](?:[\x20-\x39\x3b-\x7e]{0,62}[\x21-\x39\x3b-\x7e])?$/;

/** Bits below which a secret counts as guessable. 16 random letters and digits have more than 80 by this estimate. */
const leastBits = 72;

/** A secret is stored under a fast keyed hash, so it must have enough entropy (decision 0037). */
export function checkClientSecret(secret: string): FieldRefusal | undefined {
  const isStrong = /^[\x20-\x7e]{16,256}$/.test(secret) && estimateBits(secret) >= leastBits;
  return isStrong ? undefined : { code: 'weak_secret', message: 'A secret has 16 to 256 random characters of ASCII.' };
}

/**
 * Bits that a secret has at most: each character counts by the kinds of characters that there are. One that goes on with a row
 * (`aaaa`, `1234`, `dcba`) or a part that was there before counts as one bit.
 */
export function estimateBits(secret: string): number {
  const bitsOfCharacter = Math.log2(sizeOfAlphabet(secret));
  let bits = 0;
  for (let at = 0; at < secret.length;) {
    const repeated = lengthOfRepetition(secret, at);
    bits += repeated > 0 || goesOn(secret, at) ? 1 : bitsOfCharacter;
    at += Math.max(1, repeated);
  }
  return bits;
}

function sizeOfAlphabet(secret: string): number {
  const kinds: [RegExp, number][] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/[^A-Za-z0-9]/, 33],
  ];
  return kinds.reduce((sum, [kind, size]) => (kind.test(secret) ? sum + size : sum), 0);
}

/** Characters from here on, three or more, that stand together further ahead, in capital letters or not. */
function lengthOfRepetition(secret: string, at: number): number {
  const folded = secret.toLowerCase();
  let length = 3;
  while (at + length <= folded.length && folded.slice(0, at).includes(folded.slice(at, at + length))) length += 1;
  return length - 1 >= 3 ? length - 1 : 0;
}

/** Whether a character follows the one before it like that one its own: the same, the next, or the one before it in ASCII. */
function goesOn(secret: string, at: number): boolean {
  if (at < 2) return false;
  const step = secret.charCodeAt(at) - secret.charCodeAt(at - 1);
  return Math.abs(step) <= 1 && step === secret.charCodeAt(at - 1) - secret.charCodeAt(at - 2);
}
