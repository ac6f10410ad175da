import type { EntityManager } from '@mikro-orm/postgresql';
import { runStatement } from '../../../../database/prepared-statement.ts';
import { decidePlace } from '../../../../domain/push/push-enrollment/place.ts';
import type { PlaceDecision } from '../../../../domain/push/push-enrollment/place.ts';
import type { PushEnrollmentMode } from '../../../../domain/configuration/push-enrollment-modes.ts';
import type { PushEnrollmentPurpose } from '../../../../domain/push/push-enrollment/status.ts';
import type { AppCaller } from '../../../devices/app-caller.ts';

/** Enrolments that conflict with a new one. */
export interface EnrolledPush {
  /** The registration's own. */
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

/** Enrolments of the caller, of its user in the application, and of a push token. One query. */
export async function findEnrolledPush(
  em: EntityManager,
  caller: AppCaller,
  { applicationId, pushTokenHash }: { applicationId: string; pushTokenHash: Uint8Array },
): Promise<EnrolledPush> {
  const { registrationId, userId, deviceId } = caller;
  const rows = await runStatement<Row>(em, {
    sql: `select p.id, p.registration_id as "registrationId", r.device_id as "deviceId", (p.user_id = ? and p.application_id = ?) as "sameUser", p.push_token_hash = ? as "sameToken"
       from push_enrollment p join registration r on r.id = p.registration_id
      where p.status = 'enrolled' and (p.registration_id = ? or p.push_token_hash = ? or (p.user_id = ? and p.application_id = ?))`,
    parameters: [userId, applicationId, pushTokenHash, registrationId, pushTokenHash, userId, applicationId],
  });
  const others = rows.filter((row) => row.registrationId !== registrationId);
  return {
    own: rows.find((row) => row.registrationId === registrationId),
    elsewhere: others.some(({ sameUser }) => sameUser),
    tokenElsewhere: others.some((row) => row.sameToken && row.deviceId !== deviceId),
  };
}

/** Preliminary check of a new enrolment. It is repeated when its token is proven. */
export function foreseePlace(
  { own, elsewhere }: EnrolledPush,
  mode: PushEnrollmentMode,
  purpose: PushEnrollmentPurpose,
): PlaceDecision {
  return decidePlace({ mode, purpose, enrolledHere: own !== undefined, enrolledElsewhere: elsewhere });
}
