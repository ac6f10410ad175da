import type { CommandDeps } from '../../command-deps.ts';

/** A phone that can be reached by push: keys exchanged and token proven. */
export interface EnrolledPhone {
  registrationId: string;
  deviceId: string;
  deviceName: string;
  platform: 'ios' | 'android';
  applicationVersionId: string;
  publicJwk: Record<string, string>;
}

/**
 * The phones of a user that are enrolled for push, newest enrolment first; only those of one device when it is given.
 * An unknown user and an unknown device cost the same single query.
 */
export async function findEnrolledPhones(deps: Pick<CommandDeps, 'em'>, userId: string, deviceId: string | null = null): Promise<EnrolledPhone[]> {
  return deps.em().execute(
    `select r.id as "registrationId", d.id as "deviceId", d.name as "deviceName", v.platform, v.id as "applicationVersionId", d.public_jwk as "publicJwk"
       from registration r
       join device d on d.id = r.device_id
       join application_version v on v.id = d.application_version_id
       join key_enrollment k on k.registration_id = r.id
       join push_enrollment p on p.registration_id = r.id and p.status = 'enrolled'
      where r.user_id = ? and (?::text is null or r.device_id = ?)
      order by p.enrolled_at desc`,
    [userId, deviceId, deviceId],
  );
}
