import { CountersignError } from '../../errors/countersign-error.ts';
import { verifyDpopProof } from '../../security/dpop.ts';
import type { DpopKeyCache } from '../../security/dpop-key-cache.ts';
import { hashArtifactId } from '../adapter/artifact-id.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import type { AccessTokenCheck, TokenHolder } from '../authorization-server.ts';
import { applicationNameOf, isDisabled } from '../version-status.ts';
import { runPrepared } from '../../commands/prepared-statement.ts';
import { hashProof } from './used-proofs.ts';

/**
 * One round trip: finds whose token it is and uses the proof up. The proof is remembered only when the token is good and
 * bound to the proof's key, so strangers cannot fill the table.
 */
const findHolder = {
  name: 'find-token-holder',
  text: `
    with holder as (
      select g.client_id, r.id as profile_id, r.user_id, r.device_id, d.application_version_id
      from oauth_artifact a
      join oauth_grant g on g.id = a.grant_id
      join registration r on r.id = g.registration_id
      join device d on d.id = r.device_id
      where a.id = $1 and a.model = 'AccessToken' and a.expires_at > $2 and g.expires_at > $2
        and a.payload->>'jkt' = $3 and r.device_id = $4
    ), used as (
      insert into used_proof (id, expires_at) select $5, $6 from holder on conflict do nothing returning id
    )
    select holder.*, exists (select from used) as is_first_use from holder`,
};

interface HolderRow {
  client_id: string;
  profile_id: string;
  user_id: string;
  device_id: string;
  application_version_id: string;
  is_first_use: boolean;
}

/** See `AuthorizationServer.verifyAccessToken`. */
export async function verifyAccessToken(deps: AuthorizationServerDeps, keys: DpopKeyCache, check: AccessTokenCheck): Promise<TokenHolder> {
  const accessToken = readAccessToken(check.authorization);
  const now = deps.clock();
  const proof = await verifyDpopProof(check.dpop, { method: check.method, url: check.url, now, accessToken }, keys);
  const { rows } = await runPrepared<HolderRow>(deps, findHolder, [
    hashArtifactId(deps.keyring, 'AccessToken', accessToken),
    now,
    proof.thumbprint,
    proof.deviceId,
    hashProof(proof.thumbprint, proof.jti),
    proof.expiresAt,
  ]);
  const [row] = rows;
  if (!row) throw new CountersignError('invalid_token', { detail: 'unknown, expired, revoked or bound to another key' });
  if (!row.is_first_use) throw new CountersignError('invalid_dpop_proof', { detail: 'used before' });
  const configuration = await deps.configuration.current();
  if (isDisabled(configuration, row.application_version_id)) throw new CountersignError('version_disabled');
  return { deviceId: row.device_id, clientId: row.client_id, userId: row.user_id, profileId: row.profile_id, appName: applicationNameOf(configuration, row.application_version_id) };
}

function readAccessToken(authorization: string | undefined): string {
  const token = /^DPoP ([\w~.+/-]{1,512}=*)$/i.exec(authorization ?? '')?.[1];
  if (!token) throw new CountersignError('invalid_token', { detail: 'no DPoP access token in Authorization' });
  return token;
}
