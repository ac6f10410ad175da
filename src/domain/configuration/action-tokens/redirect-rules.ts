/** Longest entry, and longest address. */
const most = { entry: 512, address: 2048 };
/** Repetitions without an end in one expression: each multiplies the work for an address by its length. */
const mostRepetitions = 2;
/** Parts of an address that other parsers may read as a separator, a dot or a line break. */
const ambiguous = /%(?:0[0-9a-f]|1[0-9a-f]|7f|2e|2f|5c)/i;
const visible = /^[\x21-\x7e]+$/;
/** Scheme and host of an expression: literal, so that no other site can match it. A dot is escaped, and what ends the host is not repeated. */
const literalOrigin = /^\^https?:\/\/(?:[a-z0-9-]|\\\.)+(?::\d{1,5})?(?=(?:\/|\\[/?#]|#)(?![?*+{])|\$$)/;

/** Why an entry of the list cannot be used; the first that applies. */
export type RedirectEntryFault =
  | 'too_long'
  | 'no_address'
  | 'not_anchored'
  | 'origin_not_literal'
  | 'not_an_expression'
  | 'too_complex';

/** Whether an entry is a regular expression. Any other entry is one exact address. */
export function isExpression(entry: string): boolean {
  return entry.startsWith('^') || entry.endsWith('$');
}

/** Checks an entry of the list of addresses that action tokens may redirect to. */
export function faultOfRedirectEntry(entry: string): RedirectEntryFault | undefined {
  if (entry.length > most.entry) return 'too_long';
  if (!isExpression(entry)) return isPlainAddress(entry) ? undefined : 'no_address';
  if (!entry.startsWith('^') || !entry.endsWith('$') || entry.endsWith('\\$')) return 'not_anchored';
  if (!literalOrigin.test(entry)) return 'origin_not_literal';
  if (!isSimpleExpression(entry)) return 'too_complex';
  return readExpression(entry) ? undefined : 'not_an_expression';
}

/**
 * The entry that allows an address; undefined: none does. The address must be written as the URL parser writes it, so that a page, a
 * proxy and a browser read the same one in it.
 */
export function matchRedirect(entries: readonly string[], address: string): string | undefined {
  if (!isPlainAddress(address)) return undefined;
  return entries.find((entry) => (isExpression(entry) ? matches(entry, address) : entry === address));
}

function matches(entry: string, address: string): boolean {
  return faultOfRedirectEntry(entry) === undefined && readExpression(entry)?.test(address) === true;
}

function readExpression(entry: string): RegExp | undefined {
  try {
    return new RegExp(entry, 'u');
  } catch {
    return undefined;
  }
}

/** An absolute web address without user, in visible ASCII, that means the same to every parser. The slash of an empty path may be left out. */
export function isPlainAddress(address: string): boolean {
  if (address.length > most.address || !visible.test(address) || ambiguous.test(address)) return false;
  const url = URL.parse(address);
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username || url.password) return false;
  return url.href === address || url.href === `${address}/`;
}

/**
 * Whether an expression is matched in bounded time by any engine: no reference back, no look around, no repeated group, and few
 * repetitions. A group may choose between alternatives.
 */
function isSimpleExpression(entry: string): boolean {
  // A class is one character, and so is an escaped one.
  const plain = entry.replaceAll(/\[(?:\\.|[^\]\\])*\]/g, 'x').replaceAll(/\\(.)/g, (_, one: string) => escaped(one));
  if (/[\\[\]]|\(\?[^:]/.test(plain) || /[\^$]/.test(plain.slice(1, -1)) || /\)[*+?{]/.test(plain)) return false;
  // A choice outside of a group would leave the beginning or the end of the expression out.
  if (plain.replaceAll(/\([^()]*\)/g, '').includes('|')) return false;
  const groups = plain.match(/\(/g)?.length ?? 0;
  const repetitions = plain.match(/[*+]|\{\d*,?\d*\}/g)?.length ?? 0;
  return groups <= 4 && repetitions <= mostRepetitions;
}

/** A reference back stays what it is, and is refused; every other escape stands for one character. */
function escaped(one: string): string {
  return /[1-9kpPbB]/.test(one) ? '\\' : 'x';
}
