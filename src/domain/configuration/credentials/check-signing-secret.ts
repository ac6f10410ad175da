import { checkClientSecret } from './client-secret-rules.ts';
import type { FieldRefusal } from '../field-refusal.ts';

/** Allowed bytes of a key in Standard Webhooks. */
const [fewest, most] = [24, 64];

/** `whsec_` and the base64 of 24 to 64 bytes, as Standard Webhooks writes it, or a text that is as hard to guess as a client's secret. */
export function checkSigningSecret(secret: string): FieldRefusal | undefined {
  if (!secret.startsWith('whsec_')) return checkClientSecret(secret);
  const text = secret.slice('whsec_'.length);
  const bytes = Buffer.from(text, 'base64');
  const isKey =
    bytes.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '') &&
    bytes.length >= fewest &&
    bytes.length <= most;
  return isKey
    ? undefined
    : { code: 'invalid_signing_secret', message: 'After whsec_ comes the base64 of 24 to 64 random bytes.' };
}
