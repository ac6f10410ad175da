import { CountersignError } from '../../errors/countersign-error.ts';
import { verifyDpopProof } from '../../security/dpop.ts';
import type { DpopProof } from '../../security/dpop.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import type { ProofCheck } from '../authorization-server.ts';
import type { ProofExpectations } from './proof-expectations.ts';
import { hashProof, rememberProof } from './used-proofs.ts';

/** See `AuthorizationServer.verifyDeviceProof`. */
export async function verifyDeviceProof(
  deps: AuthorizationServerDeps,
  proofs: ProofExpectations,
  check: ProofCheck,
): Promise<DpopProof> {
  const proof = await verifyDpopProof(
    check.dpop,
    { method: check.method, url: check.url, ...(await proofs.expectNow()) },
    proofs.keys,
  );
  const isFirstUse = await rememberProof(deps, hashProof(proof.thumbprint, proof.jti), proof.expiresAt);
  if (!isFirstUse) throw new CountersignError('invalid_dpop_proof', { detail: 'used before' });
  return proof;
}
