import type { FieldRefusal } from '../field-refusal.ts';

/** Headers that an operator may add to the requests to one service. */
export const mostAddedHeaders = 10;
/** RFC 9110: a token, and visible ASCII with spaces between. */
export const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/;
export const headerValue = /^[\x21-\x7e](?:[\x20-\x7e]{0,1022}[\x21-\x7e])?$/;
/** Headers of the request itself, of its signature and of the connection. */
const own =
  /^(host|accept-encoding|content-.*|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*|webhook-.*)$/i;

/** Whether a header is reserved. */
export function isOwnHeader(name: string): boolean {
  return own.test(name);
}

/** Whether a header is repeated, ignoring case. */
export function hasRepeatedHeader(headers: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(headers);
  return new Set(names.map((name) => name.toLowerCase())).size < names.length;
}

/** Reason for which these headers are refused. */
export function checkAddedHeaders(headers: Readonly<Record<string, string>>): FieldRefusal | undefined {
  const entries = Object.entries(headers);
  if (entries.length > mostAddedHeaders)
    return { code: 'too_many', message: `There can be ${mostAddedHeaders} headers.` };
  if (hasRepeatedHeader(headers)) return { code: 'repeated', message: 'A header is there twice.' };
  if (entries.some(([header]) => isOwnHeader(header)))
    return { code: 'own_header', message: 'A header of the request itself cannot be set.' };
  const isRight = entries.every(([header, text]) => headerName.test(header) && headerValue.test(text));
  return isRight
    ? undefined
    : {
        code: 'invalid_header',
        message: 'A header has a name of letters and digits, and 1 to 1024 visible ASCII characters.',
      };
}
