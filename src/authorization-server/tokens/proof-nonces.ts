import ServerChallenge from 'oidc-provider/lib/helpers/challenge.js';
import type { Keyring } from '../../security/keyring.ts';
import type { ProofExpectation } from '../../security/dpop.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

const known = new WeakMap<Keyring, ServerChallenge>();

/** Every process of an installation derives the same secret, so each takes the nonces of the others. */
export function nonceSecretOf(keyring: Keyring): Buffer {
  return keyring.mac('cookie', 'dpop-nonce');
}

/** The nonces of the token endpoint, so that an app needs to keep one nonce and not two. The second argument is the provider's own. */
function noncesOf(keyring: Keyring): ServerChallenge {
  const nonces = known.get(keyring) ?? new ServerChallenge(nonceSecretOf(keyring), 'DPoP');
  known.set(keyring, nonces);
  return nonces;
}

type Deps = Pick<AuthorizationServerDeps, 'keyring' | 'clock' | 'configuration'>;

/** What every proof has to be as of now: clock, tolerance, nonces. */
export async function expectNow(deps: Deps): Promise<Pick<ProofExpectation, 'now' | 'tolerance' | 'nonces'>> {
  const { clock_skew_tolerance: tolerance, dpop_nonce_required: required } = (await deps.configuration.current()).general;
  const nonces = noncesOf(deps.keyring);
  return { now: deps.clock(), tolerance, nonces: { required, isCurrent: (nonce) => nonces.checkChallenge(nonce) } };
}

/** See `AuthorizationServer.proofNonce`. */
export async function proofNonce(deps: Deps): Promise<{ nonce: string; required: boolean }> {
  const { dpop_nonce_required: required } = (await deps.configuration.current()).general;
  return { nonce: noncesOf(deps.keyring).nextChallenge(), required };
}
