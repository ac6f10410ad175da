import { runApart } from '../../database/prepared-statement.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { verifyDpopProof } from '../../security/dpop.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import type { RegistrationCheck, TokenHolder } from '../authorization-server.ts';
import { admitHolder, rememberFor } from './admit-holder.ts';
import type { HolderRow } from './admit-holder.ts';
import type { ProofExpectations } from './proof-expectations.ts';
import { reportingRefusals } from './refused-callers.ts';
import { hashProof } from './used-proofs.ts';

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** One query, as for a token: the registration must be on the device whose key signed. */
const findHolder = `
    with holder as (
      select d.client_id, r.id as registration_id, r.user_id, r.device_id, d.application_version_id
      from registration r
      join device d on d.id = r.device_id
      where r.id = $1 and r.device_id = $2
    ), ${rememberFor('$3', '$4')}`;

/** See `AuthorizationServer.verifyRegistration`. */
export async function verifyRegistration(
  deps: AuthorizationServerDeps,
  proofs: ProofExpectations,
  check: RegistrationCheck,
): Promise<TokenHolder> {
  if (!uuid.test(check.registrationId))
    throw new CountersignError('invalid_token', { detail: 'Profile-Id is no profile' });
  return reportingRefusals(deps, check.origin, { registrationId: check.registrationId }, async () => {
    const proof = await verifyDpopProof(
      check.dpop,
      { method: check.method, url: check.url, ...(await proofs.expectNow()) },
      proofs.keys,
    );
    const rows = await runApart<HolderRow>(deps, {
      sql: findHolder,
      parameters: [check.registrationId, proof.deviceId, hashProof(proof.thumbprint, proof.jti), proof.expiresAt],
    });
    return admitHolder(deps, rows[0], 'no such profile on the device whose key proved');
  });
}
