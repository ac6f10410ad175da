import { z } from 'zod';
import { usableFrom } from '../../../domain/tokens/signing-keys/rotation.ts';
import { keyAlgorithms, signingKeyStates } from '../../../domain/tokens/signing-keys/status.ts';
import type { SigningKey } from '../../../entities/tokens/signing-key.ts';
import { presentTime, presentTimeOrNull } from '../time.ts';

export const rotateBody = z.strictObject({
  revoke: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('`kid` of a key to take out of the key set at once. Without it the next keys of all algorithms sign.'),
});

const signingKeySchema = z.object({
  kid: z.string().describe('Id of the key, as in the key set and in the header of what it signed.'),
  algorithm: z
    .enum(keyAlgorithms)
    .describe('Algorithm that it signs by; by `ECDH-ES` clients encrypt request objects to it.'),
  state: z
    .enum(signingKeyStates)
    .describe(
      '`current` signs, `next` is published and will sign, `former` verifies what it signed. A key of `ECDH-ES` decrypts in each state.',
    ),
  created_at: z.string().describe('Since when it is published (RFC 3339).'),
  usable_at: z.string().describe('From when on it may sign: a day after it was published (RFC 3339).'),
  promoted_at: z.string().nullable().describe('Since when it signs, or signed (RFC 3339); null if it never did.'),
  published_until: z
    .string()
    .nullable()
    .describe('When the longest token of a former key is over (RFC 3339); null of others.'),
  public_jwk: z.looseObject({}).describe('The public key (RFC 7517).'),
});

export const signingKeyList = z.object({
  items: z.array(signingKeySchema).describe('The published keys.'),
  next_cursor: z.null().describe('Always null: there are few, and all are listed.'),
});

/** Signing keys without their private part. */
export function presentSigningKeys(keys: readonly SigningKey[]) {
  return {
    items: keys.map((key) => ({
      kid: key.id,
      algorithm: key.algorithm,
      state: key.state,
      created_at: presentTime(key.createdAt.getTime()),
      usable_at: presentTime(usableFrom(key).getTime()),
      promoted_at: presentTimeOrNull(key.promotedAt?.getTime() ?? null),
      published_until: presentTimeOrNull(key.publishedUntil?.getTime() ?? null),
      public_jwk: key.publicJwk,
    })),
    next_cursor: null,
  };
}
