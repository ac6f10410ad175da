import type { EntityManager } from '@mikro-orm/postgresql';
import { GeolocationService } from '../../../entities/configuration/geolocation-service.ts';
import { geolocationId } from './geolocation-values.ts';

/** One change of the geolocation service at a time, also while there is none. */
const lock = 'select pg_advisory_xact_lock(7100057)';

/** The geolocation service, which is about to change. */
export async function findLockedGeolocation(em: EntityManager): Promise<GeolocationService | null> {
  await em.execute(lock, [], 'get', em.getTransactionContext());
  return em.findOne(GeolocationService, { id: geolocationId });
}
