import { CountersignError } from '../../errors/countersign-error.ts';
import { verifyDpopProof } from '../../security/dpop.ts';
import type { DpopProof } from '../../security/dpop.ts';
import type { DpopKeyCache } from '../../security/dpop-key-cache.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import type { ProofCheck } from '../authorization-server.ts';
import { expectNow } from './proof-nonces.ts';
import { hashProof, rememberProof } from './used-proofs.ts';

/** See `AuthorizationServer.verifyDeviceProof`. */
export async function verifyDeviceProof(deps: AuthorizationServerDeps, keys: DpopKeyCache, check: ProofCheck): Promise<DpopProof> {
  const proof = await verifyDpopProof(check.dpop, { method: check.method, url: check.url, ...(await expectNow(deps)) }, keys);
  const isFirstUse = await rememberProof(deps, hashProof(proof.thumbprint, proof.jti), proof.expiresAt);
  if (!isFirstUse) throw new CountersignError('invalid_dpop_proof', { detail: 'used before' });
  return proof;
}
