import { CountersignError } from '../errors.ts';
import type { FactorPublicKey } from './factor-key.ts';

/** Public half of an authenticator's key. */
export type AuthenticatorPublicKey = Extract<FactorPublicKey, { kty: 'EC' }>;

/**
 * A fingerprint sensor, or another way in which a platform authenticates its user before it uses a key. The keys are ECDSA
 * on P-256, created in hardware where available, never exported, and usable only after the prompt.
 */
export interface Authenticator {
  /** Creates a key and stores it under an id. An id is never used for two keys. */
  createKey(keyId: string): Promise<AuthenticatorPublicKey>;
  /**
   * Asks the user, then signs: ECDSA P-256 SHA-256, 64 bytes `r || s` (not DER).
   *
   * @param prompt the text that tells the user the purpose.
   * @throws CountersignError `factor_cancelled` when the user refuses; anything else counts as `factor_unavailable`
   */
  sign(keyId: string, data: Uint8Array, prompt: string | undefined): Promise<Uint8Array>;
  /** Deletes a key. Does nothing when it does not exist. */
  deleteKey(keyId: string): Promise<void>;
}

/** The names that the protocol allows; `pin` is no `Authenticator`, as its key is derived from the PIN. */
const CUSTOM_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** The factor by which the user authenticates. */
export type Factor =
  | { kind: 'pin'; pin: string }
  | { kind: 'fingerprint'; prompt?: string }
  | { kind: 'custom'; name: string; prompt?: string };

/** The name under which the server knows a factor's key. */
export function authenticatorName(factor: Factor): string {
  return factor.kind === 'custom' ? factor.name : factor.kind;
}

/** @throws CountersignError `authenticator_not_set` for a name that no fingerprint or custom authenticator can have */
export function checkAuthenticatorName(name: string): void {
  if (name === 'pin' || !CUSTOM_NAME.test(name))
    throw new CountersignError('authenticator_not_set', { detail: `"${name}" names no authenticator` });
}
