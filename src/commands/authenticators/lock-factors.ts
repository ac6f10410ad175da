import type { EntityManager } from '@mikro-orm/postgresql';

/** A profile whose factors are looked at or changed, with the switches and limits of its application as they are now. */
export interface LockedProfile {
  id: string;
  userId: string;
  deviceId: string;
  clientId: string;
  /** Wrong PINs in a row before the user is disconnected; 0 = unlimited. */
  maxPinAttempts: number;
  pinEnabled: boolean;
  fingerprintEnabled: boolean;
  customAuthenticatorEnabled: boolean;
}

/** `no key update` lets rows that only refer to the profile be written meanwhile. */
const lock = `
  select r.id, r.user_id as "userId", r.device_id as "deviceId", d.client_id as "clientId", a.max_pin_attempts as "maxPinAttempts", a.pin_enabled as "pinEnabled",
    a.fingerprint_enabled as "fingerprintEnabled", a.custom_authenticator_enabled as "customAuthenticatorEnabled"
  from registration r
  join device d on d.id = r.device_id
  join application_version v on v.id = d.application_version_id
  join application a on a.id = v.application_id
  where r.id = ?
  for no key update of r`;

/**
 * Lets one request at a time look at the factors of a profile, until the surrounding transaction ends: of sixteen wrong PINs
 * at once sixteen are counted, and a right one among them hides none.
 * @returns undefined when the user was disconnected meanwhile.
 */
export async function lockFactors(em: EntityManager, profileId: string): Promise<LockedProfile | undefined> {
  const [profile] = await em.execute<LockedProfile[]>(lock, [profileId], 'all', em.getTransactionContext());
  return profile;
}
