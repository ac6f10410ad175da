import { readFactorProof } from '../../security/factors/factor-proof.ts';
import type { CommandDeps } from '../command-deps.ts';
import type { ConfigurationSource } from '../configuration/configuration-snapshot.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { tellWorkflows } from '../users/open-work.ts';
import { checkFactor } from './check-factor.ts';
import type { FactorVerdict } from './check-factor.ts';
import { lockFactors } from './lock-factors.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'cancelTransaction' | 'endPushEnrollment'> & { configuration: ConfigurationSource };

/** `none`: the profile has no PIN, so nothing is to be proven. `required`: no proof came, or one by what the profile has not. */
export type ProvenFactor = Exclude<FactorVerdict, { verdict: 'unknown' }> | { verdict: 'none' } | { verdict: 'required'; authenticators: string[] };

export interface RefreshToProve {
  grantId: string;
  /** `factor_proof` of the request. */
  factorProof: string | undefined;
  /** SHA-256 of the refresh token, base64url. */
  refreshTokenHash: string;
}

/** One query for the many profiles without a PIN. What the application does not allow (any more) is not offered. */
const findNames = `
  select g.registration_id as "profileId", k.name
  from oauth_grant g
  join registration r on r.id = g.registration_id
  join device d on d.id = r.device_id
  join application_version v on v.id = d.application_version_id
  join application a on a.id = v.application_id
  join authenticator_key k on k.registration_id = r.id
    and case k.name when 'pin' then true when 'fingerprint' then a.fingerprint_enabled else a.custom_authenticator_enabled end
  where g.id = ? and exists (select from authenticator_key pin where pin.registration_id = r.id and pin.name = 'pin')
  order by k.name = 'pin' desc, k.name`;

/**
 * Checks the factor by which a profile refreshes its tokens. What was counted is written when this returns.
 * @throws CountersignError invalid_factor_proof: nothing was counted.
 */
export async function proveFactor(deps: Deps, origin: RequestOrigin, refresh: RefreshToProve): Promise<ProvenFactor> {
  const rows = await deps.em().execute<{ profileId: string; name: string }[]>(findNames, [refresh.grantId]);
  const [first] = rows;
  if (!first) return { verdict: 'none' };
  const { profileId } = first;
  const required = { verdict: 'required', authenticators: rows.map(({ name }) => name) } as const;
  if (refresh.factorProof === undefined) return required;
  const { clock_skew_tolerance: tolerance } = (await deps.configuration.current()).general;
  const purpose = { purpose: 'refresh', profile_id: profileId, refresh_token_hash: refresh.refreshTokenHash } as const;
  const proof = readFactorProof(refresh.factorProof, { purpose, now: deps.clock(), tolerance });
  const verdict = await deps.em().transactional(async (em): Promise<FactorVerdict> => {
    const profile = await lockFactors(em, profileId);
    // When its turn has come: attempts are in the events in the order in which they were counted.
    return profile ? checkFactor(em, { profile, proof, origin, now: deps.clock() }) : { verdict: 'disconnected', openWork: { transactionIds: [], enrollmentIds: [] } };
  });
  if (verdict.verdict === 'disconnected') await tellWorkflows(deps, verdict.openWork);
  return verdict.verdict === 'unknown' ? required : verdict;
}
