import { runStatement } from '../../../database/prepared-statement.ts';
import { readFactorProof } from '../../../security/factors/factor-proof.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { noOpenWork } from '../../removals/removals.ts';
import { checkFactor } from './check-factor.ts';
import type { FactorVerdict } from './check-factor.ts';
import { lockFactors } from './lock-factors.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'removals'> & {
  configuration: ConfigurationSource;
};

/** `none`: the registration has no PIN, so no proof is needed. `required`: no proof came, or one by an unknown authenticator. */
export type ProvenFactor =
  | Exclude<FactorVerdict, { verdict: 'unknown' }>
  | { verdict: 'none' }
  | { verdict: 'required'; authenticators: string[] };

export interface RefreshToProve {
  grantId: string;
  /** `factor_proof` of the request. */
  factorProof: string | undefined;
  /** SHA-256 of the refresh token, base64url. */
  refreshTokenHash: string;
}

/** One query for the many registrations without a PIN. Kinds that the application does not allow are not offered. */
const findNames = `
  select g.registration_id as "registrationId", k.name
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
 * Checks the factor of a token refresh. The count is committed when this returns.
 * @throws CountersignError invalid_factor_proof: nothing was counted.
 */
export async function proveFactor(deps: Deps, origin: RequestOrigin, refresh: RefreshToProve): Promise<ProvenFactor> {
  const rows = await runStatement<{ registrationId: string; name: string }>(deps.em(), {
    sql: findNames,
    parameters: [refresh.grantId],
  });
  const [first] = rows;
  if (!first) return { verdict: 'none' };
  const { registrationId } = first;
  const required = { verdict: 'required', authenticators: rows.map(({ name }) => name) } as const;
  if (refresh.factorProof === undefined) return required;
  const { clock_skew_tolerance: tolerance } = (await deps.configuration.current()).general;
  const purpose = {
    purpose: 'refresh',
    profile_id: registrationId,
    refresh_token_hash: refresh.refreshTokenHash,
  } as const;
  const proof = readFactorProof(refresh.factorProof, { purpose, now: deps.clock(), tolerance });
  const verdict = await deps.em().transactional(async (em): Promise<FactorVerdict> => {
    const registration = await lockFactors(em, registrationId);
    // The time after the lock was taken: events are in the order of the counts.
    return registration
      ? checkFactor(em, { registration, proof, origin, now: deps.clock(), removals: deps.removals })
      : { verdict: 'disconnected', openWork: noOpenWork };
  });
  if (verdict.verdict === 'disconnected') await deps.removals.tell(verdict.openWork);
  return verdict.verdict === 'unknown' ? required : verdict;
}
