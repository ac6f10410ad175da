import ServerChallenge from 'oidc-provider/lib/helpers/challenge.js';
import type { ProofExpectation } from '../../security/dpop.ts';
import { DpopKeyCache } from '../../security/dpop-key-cache.ts';
import type { Keyring } from '../../security/keyring.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

/** Shared verifiers of proofs, one instance in a process. */
export interface ProofExpectations {
  keys: DpopKeyCache;
  /** Expectations for every proof: clock, tolerance, nonces. */
  expectNow(): Promise<Pick<ProofExpectation, 'now' | 'tolerance' | 'nonces'>>;
  /** See `AuthorizationServer.proofNonce`. */
  proofNonce(): Promise<{ nonce: string; required: boolean }>;
}

/** Every process derives the same secret, so each accepts the nonces of the others. */
export function nonceSecretOf(keyring: Keyring): Buffer {
  return keyring.sharedSecret('dpop-nonce');
}

/** The nonces are those of the token endpoint, so that an app keeps only one. */
export function createProofExpectations({
  keyring,
  clock,
  configuration,
}: Pick<AuthorizationServerDeps, 'keyring' | 'clock' | 'configuration'>): ProofExpectations {
  // The second argument is the provider's own.
  const nonces = new ServerChallenge(nonceSecretOf(keyring), 'DPoP');
  return {
    keys: new DpopKeyCache(),
    expectNow: async () => {
      const { clock_skew_tolerance: tolerance, dpop_nonce_required: required } = (await configuration.current())
        .general;
      return { now: clock(), tolerance, nonces: { required, isCurrent: (nonce) => nonces.checkChallenge(nonce) } };
    },
    proofNonce: async () => {
      const { dpop_nonce_required: required } = (await configuration.current()).general;
      return { nonce: nonces.nextChallenge(), required };
    },
  };
}
