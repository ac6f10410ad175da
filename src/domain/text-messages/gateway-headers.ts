import type { FieldRefusal } from '../configuration/field-refusal.ts';

const most = 10;
/** RFC 9110: a token, and visible ASCII with spaces between. */
const name = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/;
const value = /^[\x21-\x7e](?:[\x20-\x7e]{0,1022}[\x21-\x7e])?$/;
/** What the request itself says, and what belongs to one connection. */
const own = /^(host|content-.*|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*|webhook-.*)$/i;

/** Headers that an operator adds to each request to a gateway. */
export function checkGatewayHeaders(headers: Readonly<Record<string, string>>): FieldRefusal | undefined {
  const entries = Object.entries(headers);
  if (entries.length > most) return { code: 'too_many', message: `There can be ${most} headers.` };
  if (new Set(entries.map(([header]) => header.toLowerCase())).size < entries.length) return { code: 'repeated', message: 'A header is there twice.' };
  if (entries.some(([header]) => own.test(header))) return { code: 'own_header', message: 'A header of the request itself cannot be set.' };
  const isRight = entries.every(([header, text]) => name.test(header) && value.test(text));
  return isRight ? undefined : { code: 'invalid_header', message: 'A header has a name of letters and digits, and 1 to 1024 visible ASCII characters.' };
}
