import type { EntityManager } from '@mikro-orm/postgresql';
import { runStatement } from '../../../database/prepared-statement.ts';

/** A registration whose factors are locked, with the current switches and limits of its application. */
export interface LockedRegistration {
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

/** `no key update` does not block rows that only refer to the registration. */
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
 * Serialises requests on the factors of a registration until the surrounding transaction ends: of sixteen wrong PINs
 * at once all sixteen are counted.
 * @returns undefined when the user was disconnected meanwhile.
 */
export async function lockFactors(em: EntityManager, registrationId: string): Promise<LockedRegistration | undefined> {
  const [registration] = await runStatement<LockedRegistration>(em, { sql: lock, parameters: [registrationId] });
  return registration;
}
