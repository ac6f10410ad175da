import type { EntityManager } from '@mikro-orm/postgresql';
import type { Geolocation } from '../../../domain/mobile-authentication/context/geolocation.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { findLocation } from '../../mobile-authentication/context/load-context.ts';

export type PlaceDeps = Pick<CommandDeps, 'em' | 'clock'> & {
  configuration: ConfigurationSource;
  geolocation: Geolocation;
};

/**
 * The country that a request comes from. Where the service does not answer there is an event, and none is known.
 * @returns ISO 3166-1; null: not known.
 */
export async function findCountry(deps: PlaceDeps, origin: RequestOrigin): Promise<string | null> {
  const snapshot = await deps.configuration.current();
  if (!origin.clientIp || !snapshot.geolocationService) return null;
  const found = await findLocation(deps, snapshot, origin.clientIp);
  if (!('name' in found)) return found.countryCode;
  await writeEvent(deps, { ...found, occurredAt: deps.clock(), ...originOf(origin) });
  return null;
}

/** The country of a new sign-in, looked up only where a policy names countries: which ones hold is known when it is known who signs in. */
export async function findCountryForPolicies(deps: PlaceDeps, origin: RequestOrigin): Promise<string | null> {
  const { geolocationService } = await deps.configuration.current();
  if (!geolocationService || !(await doPoliciesNameCountries(deps.em()))) return null;
  return findCountry(deps, origin);
}

async function doPoliciesNameCountries(em: EntityManager): Promise<boolean> {
  const sql = `select 1 from authentication_policy where jsonb_path_exists(conditions, '$[*].countries') limit 1`;
  return (await em.execute(sql)).length > 0;
}
