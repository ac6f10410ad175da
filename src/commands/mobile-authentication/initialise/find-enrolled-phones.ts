import { runStatement } from '../../../database/prepared-statement.ts';
import { isLetIn } from '../../persons/users/blocked-users.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Choice of the phone by a site: by device (v4), by application (v3), or none (v2: the user has only one). */
export type PhoneChoice = { by: 'device_id' | 'app_id'; value: string | undefined } | { by: 'user_id' };

/** A phone that can be reached by push: keys exchanged and token proven. */
export interface EnrolledPhone {
  registrationId: string;
  deviceId: string;
  deviceName: string;
  platform: 'ios' | 'android';
  applicationVersionId: string;
  /** Identifier of the application. */
  application: string;
  publicJwk: Record<string, string>;
  /** Whether the registration has a PIN and a valid refresh token, which an approval with a factor needs. */
  factorReady: boolean;
}

/** SQL for the phones that can be reached by push: the registration `r`, and what is joined to it. Its condition can go on with `and`. */
export const reachablePhones = `from registration r
       join user_account u on u.id = r.user_id and (u.push_frozen_until is null or u.push_frozen_until <= now())
       join device d on d.id = r.device_id
       join application_version v on v.id = d.application_version_id
       join application a on a.id = v.application_id
       join key_enrollment k on k.registration_id = r.id
       join push_enrollment p on p.registration_id = r.id and p.status = 'enrolled'
      where ${isLetIn('r.user_id')} and v.status <> 'DISABLED'`;

/**
 * The phones of a user that are enrolled for push, newest enrolment first; only those of one device or application when
 * a choice names it. None while pushes to the user are frozen or the user is disabled; an app of a disabled version could not answer, so its phone
 * is none. An unknown user and an unknown device cost the same single query.
 */
export async function findEnrolledPhones(
  deps: Pick<CommandDeps, 'em'>,
  userId: string,
  choice?: PhoneChoice,
): Promise<EnrolledPhone[]> {
  const device = choice?.by === 'device_id' ? (choice.value ?? '') : null;
  const application = choice?.by === 'app_id' ? (choice.value ?? '') : null;
  return runStatement<EnrolledPhone>(deps.em(), {
    sql: `select r.id as "registrationId", d.id as "deviceId", d.name as "deviceName", v.platform, v.id as "applicationVersionId", a.identifier as application, d.public_jwk as "publicJwk",
            exists (select from authenticator_key f where f.registration_id = r.id and f.name = 'pin')
              and exists (select from oauth_grant g join oauth_artifact t on t.grant_id = g.id
                           where g.registration_id = r.id and t.model = 'RefreshToken' and t.consumed_at is null and t.expires_at > now()) as "factorReady"
       ${reachablePhones} and r.user_id = ? and (?::text is null or r.device_id = ?) and (?::text is null or a.identifier = ?)
      order by p.enrolled_at desc`,
    parameters: [userId, device, device, application, application],
  });
}

/**
 * The phones that a request may mean, newest enrolment first. One that names none means the user's only application:
 * with several of them it could reach the wrong person, so it means no phone.
 */
export async function findChosenPhones(
  deps: Pick<CommandDeps, 'em'>,
  userId: string,
  choice: PhoneChoice,
): Promise<EnrolledPhone[]> {
  const phones = await findEnrolledPhones(deps, userId, choice);
  const isAmbiguous = choice.by === 'user_id' && new Set(phones.map(({ application }) => application)).size > 1;
  return isAmbiguous ? [] : phones;
}
