import type { EntityManager } from '@mikro-orm/postgresql';
import { decidePlace } from '../../../domain/push-enrollment/place.ts';
import type { PlaceDecision, PushEnrollmentMode } from '../../../domain/push-enrollment/place.ts';
import type { PushEnrollmentPurpose } from '../../../domain/push-enrollment/status.ts';
import type { AppCaller } from '../../app-caller.ts';

/** The enrolments that a new one would meet. */
export interface EnrolledPush {
  /** The profile's own. */
  own: { id: string; sameToken: boolean } | undefined;
  /** Another phone of the user is enrolled in the same application. */
  elsewhere: boolean;
  /** Another installation uses the same push token. */
  tokenElsewhere: boolean;
}

interface Row {
  id: string;
  registrationId: string;
  deviceId: string;
  sameUser: boolean;
  sameToken: boolean;
}

/** What is enrolled of the caller, of its user in the application, and of a push token. One query. */
export async function findEnrolledPush(em: EntityManager, caller: AppCaller, { applicationId, pushTokenHash }: { applicationId: string; pushTokenHash: Uint8Array }): Promise<EnrolledPush> {
  const { profileId, userId, deviceId } = caller;
  const rows = await em.execute<Row[]>(
    `select p.id, p.registration_id as "registrationId", r.device_id as "deviceId", (p.user_id = ? and p.application_id = ?) as "sameUser", p.push_token_hash = ? as "sameToken"
       from push_enrollment p join registration r on r.id = p.registration_id
      where p.status = 'enrolled' and (p.registration_id = ? or p.push_token_hash = ? or (p.user_id = ? and p.application_id = ?))`,
    [userId, applicationId, pushTokenHash, profileId, pushTokenHash, userId, applicationId],
  );
  const others = rows.filter((row) => row.registrationId !== profileId);
  return {
    own: rows.find((row) => row.registrationId === profileId),
    elsewhere: others.some(({ sameUser }) => sameUser),
    tokenElsewhere: others.some((row) => row.sameToken && row.deviceId !== deviceId),
  };
}

/** What may become of a new enrolment as things stand. When its token is proven, it is decided again. */
export function foreseePlace({ own, elsewhere }: EnrolledPush, mode: PushEnrollmentMode, purpose: PushEnrollmentPurpose): PlaceDecision {
  return decidePlace({ mode, purpose, enrolledHere: own !== undefined, enrolledElsewhere: elsewhere });
}
