import { CountersignError } from '../../errors/countersign-error.ts';
import { verifyDpopProof } from '../../security/dpop.ts';
import { hashArtifactId } from '../adapter/artifact-id.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import type { AccessTokenCheck, TokenHolder } from '../authorization-server.ts';
import { runApart } from '../../database/prepared-statement.ts';
import { admitHolder, rememberFor } from './admit-holder.ts';
import type { HolderRow } from './admit-holder.ts';
import type { ProofExpectations } from './proof-expectations.ts';
import { reportingRefusals } from './refused-callers.ts';
import { hashProof } from './used-proofs.ts';

/** One round trip: finds whose token it is and uses the proof up. */
const findHolder = `
    with holder as (
      select g.client_id, r.id as registration_id, r.user_id, r.device_id, d.application_version_id
      from oauth_artifact a
      join oauth_grant g on g.id = a.grant_id
      join registration r on r.id = g.registration_id
      join device d on d.id = r.device_id
      where a.id = $1 and a.model = 'AccessToken' and a.expires_at > $2 and g.expires_at > $2
        and a.payload->>'jkt' = $3 and r.device_id = $4
    ), ${rememberFor('$5', '$6')}`;

/** See `AuthorizationServer.verifyAccessToken`. */
export async function verifyAccessToken(
  deps: AuthorizationServerDeps,
  proofs: ProofExpectations,
  check: AccessTokenCheck,
): Promise<TokenHolder> {
  const accessToken = readAccessToken(check.authorization);
  const tokenHash = hashArtifactId(deps.keyring, 'AccessToken', accessToken);
  return reportingRefusals(deps, check.origin, { tokenHash }, async () => {
    const expected = await proofs.expectNow();
    const proof = await verifyDpopProof(
      check.dpop,
      { method: check.method, url: check.url, accessToken, ...expected },
      proofs.keys,
    );
    const rows = await runApart<HolderRow>(deps, {
      sql: findHolder,
      parameters: [
        tokenHash,
        expected.now,
        proof.thumbprint,
        proof.deviceId,
        hashProof(proof.thumbprint, proof.jti),
        proof.expiresAt,
      ],
    });
    return admitHolder(deps, rows[0], 'unknown, expired, revoked or bound to another key');
  });
}

function readAccessToken(authorization: string | undefined): string {
  const token = /^DPoP ([\w~.+/-]{1,512}=*)$/i.exec(authorization ?? '')?.[1];
  if (!token) throw new CountersignError('invalid_token', { detail: 'no DPoP access token in Authorization' });
  return token;
}
