import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';
import { Registration } from './registration.ts';

/**
 * The public key of a factor of a registration: PIN, fingerprint or custom authenticator. The server stores
 * neither the PIN nor anything to guess it from.
 */
export const AuthenticatorKey = defineEntity({
  name: 'AuthenticatorKey',
  tableName: 'authenticator_key',
  properties: {
    registration: () => p.manyToOne(Registration).mapToPk().primary().deleteRule('cascade'),
    /** `pin`, `fingerprint`, or the name of a custom authenticator. */
    name: p.string().length(64).primary(),
    /** JSON text of the JWK: Ed25519 for the PIN, P-256 for the others. Encrypted, so that PINs cannot be guessed from a copy of the database. */
    publicJwk: encryptedText(),
    /** Wrong proofs in a row. */
    failedAttempts: p.integer().default(0),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type AuthenticatorKey = InferEntity<typeof AuthenticatorKey>;
