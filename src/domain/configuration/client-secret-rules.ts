import type { FieldRefusal } from './field-refusal.ts';

/** An API client's id: ASCII without the colon that ends it in HTTP Basic, spaces within as deployed sites have them; 64 characters, so that events can name it. */
export const clientIdPattern = /^[A-Za-z0-9](?:[\x20-\x39\x3b-\x7e]{0,62}[\x21-\x39\x3b-\x7e])?$/;

/** A secret is kept as a keyed hash, not a slow one: it has to be too long to guess (decision 0037). */
export function checkClientSecret(secret: string): FieldRefusal | undefined {
  const isStrong = /^[\x20-\x7e]{16,256}$/.test(secret) && new Set(secret).size >= 8;
  return isStrong ? undefined : { code: 'weak_secret', message: 'A secret has 16 to 256 random characters of ASCII.' };
}
