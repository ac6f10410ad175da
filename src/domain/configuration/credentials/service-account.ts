import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import type { FieldRefusal } from '../field-refusal.ts';
import { readWebAddress } from '../web-address.ts';

const serviceAccountSchema = z.object({
  type: z.literal('service_account'),
  project_id: z.string().regex(/^[a-z0-9:.-]{1,128}$/),
  private_key_id: z.string().min(1).max(128),
  private_key: z.string().max(8192).refine(isRsaKey),
  client_email: z.string().regex(/^[^\s@]{1,128}@[^\s@]{1,190}$/),
  token_uri: z
    .string()
    .max(2048)
    .refine((text) => readWebAddress(text, 'secure') instanceof URL),
});

/** Reason for which legacy credentials are refused. */
export const legacyServerKey: FieldRefusal = {
  code: 'legacy_server_key',
  message:
    'Google switched off the API that took server keys. Send the JSON of a service account of the Firebase project.',
};

/**
 * Reads Google's service account, as an object or as the text of the file, and keeps what is needed of it.
 * @returns JSON to store, or why it cannot be used.
 */
export function readServiceAccount(value: unknown): string | FieldRefusal {
  if (typeof value === 'string' && /^\s*(AAAA|AIza)[\w:-]+\s*$/.test(value)) return legacyServerKey;
  const parsed = serviceAccountSchema.safeParse(typeof value === 'string' ? parseJson(value) : value);
  if (parsed.success) return JSON.stringify(parsed.data);
  const where = parsed.error.issues[0]?.path.join('.') || 'the file as a whole';
  return { code: 'invalid_service_account', message: `This is not the JSON of a service account: see ${where}.` };
}

/** The project that a stored service account belongs to. */
export function projectIdOf(serviceAccount: string | null | undefined): string | null {
  const parsed = serviceAccount ? (parseJson(serviceAccount) as { project_id?: unknown } | undefined) : undefined;
  return typeof parsed?.project_id === 'string' ? parsed.project_id : null;
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
