import { CountersignError } from '../../errors/countersign-error.ts';

/**
 * Decodes text that was sent.
 * @param parameter to name in the refusal.
 * @throws CountersignError malformed_text
 */
export type Decode = (bytes: Uint8Array, parameter: string) => string;

/** One byte a character, and ASCII among them: what a form that is no UTF-8 can be in. */
const singleByte = /^(windows-\d+|iso-8859-\d+(-i)?|koi8-[ru]|macintosh|x-mac-cyrillic|ibm866)$/;

/**
 * A strict decoder for a charset by its name in `Content-Type`; none is UTF-8, and so is ASCII.
 * @throws CountersignError unsupported_media_type for a charset that is unknown, or that has no ASCII.
 */
export function decoderOf(charset: string): Decode {
  const decoder = createDecoder(/^(us-)?ascii$/i.test(charset) ? 'utf-8' : charset || 'utf-8');
  return (bytes, parameter) => {
    try {
      return decoder.decode(bytes);
    } catch (cause) {
      throw new CountersignError('malformed_text', { extra: { parameter }, cause });
    }
  };
}

function createDecoder(label: string): TextDecoder {
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    if (decoder.encoding === 'utf-8' || singleByte.test(decoder.encoding)) return decoder;
  } catch {
    // A name that no decoder has: refused below.
  }
  throw new CountersignError('unsupported_media_type', { detail: 'charset' });
}

const [ampersand, equals, plus, percent, space] = [0x26, 0x3d, 0x2b, 0x25, 0x20];

/**
 * Reads a form (https://url.spec.whatwg.org/#urlencoded-parsing) with its texts in any charset. A percent sign that escapes
 * nothing stands for itself: deployed sites send texts such as `100%` as they are. A field that came several times is a list.
 */
export function readForm(bytes: Uint8Array, decode: Decode): Record<string, string | string[]> {
  const fields = new Map<string, string | string[]>();
  for (const pair of split(bytes, ampersand)) {
    if (pair.length === 0) continue;
    const middle = pair.indexOf(equals);
    const name = decode(unescape(middle < 0 ? pair : pair.subarray(0, middle)), 'body');
    const value = decode(unescape(middle < 0 ? new Uint8Array() : pair.subarray(middle + 1)), name.slice(0, 100));
    const known = fields.get(name);
    if (Array.isArray(known)) known.push(value);
    else fields.set(name, known === undefined ? value : [known, value]);
  }
  return Object.fromEntries(fields);
}

/** Whether what is escaped in an address is UTF-8, and all else ASCII (RFC 3986 section 2.5). */
export function isReadableAddress(address: string): boolean {
  try {
    const bytes = Buffer.from(address, 'latin1');
    new TextDecoder('utf-8', { fatal: true }).decode(unescape(bytes));
    return bytes.every((byte) => byte < 0x80);
  } catch {
    return false;
  }
}

/** The bytes that escaped bytes stand for. */
function unescape(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    const [high, low] = byte === percent ? [digitOf(bytes[at + 1]), digitOf(bytes[at + 2])] : [];
    if (high !== undefined && low !== undefined) {
      out[length] = high * 16 + low;
      at += 2;
    } else out[length] = byte === plus ? space : (byte as number);
    length += 1;
  }
  return out.subarray(0, length);
}

/** The value of a hexadecimal digit in ASCII. */
function digitOf(byte: number | undefined): number | undefined {
  if (byte === undefined) return undefined;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : undefined;
}

function* split(bytes: Uint8Array, separator: number): Generator<Uint8Array> {
  let begin = 0;
  for (let end = bytes.indexOf(separator); end >= 0; end = bytes.indexOf(separator, begin)) {
    yield bytes.subarray(begin, end);
    begin = end + 1;
  }
  yield bytes.subarray(begin);
}
