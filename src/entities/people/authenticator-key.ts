import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { Registration } from './registration.ts';

/**
 * The public key by which a profile proves a factor: its PIN, a fingerprint, or a custom authenticator. The server knows
 * neither the PIN nor anything to guess it from.
 */
export const AuthenticatorKey = defineEntity({
  name: 'AuthenticatorKey',
  tableName: 'authenticator_key',
  properties: {
    registration: () => p.manyToOne(Registration).mapToPk().primary().deleteRule('cascade'),
    /** `pin`, `fingerprint`, or the name of a custom authenticator. */
    name: p.string().length(64).primary(),
    /** Ed25519 for the PIN, P-256 for the others. */
    publicJwk: p.json<Record<string, string>>(),
    /** Wrong proofs in a row. */
    failedAttempts: p.integer().default(0),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type AuthenticatorKey = InferEntity<typeof AuthenticatorKey>;
