import type { EntityManager } from '@mikro-orm/postgresql';
import type { AppCaller } from '../app-caller.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';

/** The profile that loses something, and the request that asked for it: the app's own, a site's or an operator's. */
export type DroppedProfile = RequestOrigin & Pick<AppCaller, 'profileId' | 'userId'>;

interface DroppedRow {
  id: string;
  was: 'pending' | 'enrolled';
}

// Locked in the order of ids, as commitPushEnrollment does, so that the two never wait for each other.
const drop = `
  with open as (select id, status from push_enrollment where registration_id = ? and status in ('pending', 'enrolled') order by id for update)
  update push_enrollment set status = 'dropped' from open where push_enrollment.id = open.id returning push_enrollment.id, open.status as was`;

/**
 * Drops the push enrolment of a profile, and one that is still waiting for its nonce: its workflow finds nothing to enrol
 * any more. Part of the caller's transaction. Twice is once.
 * @returns the ids of those that waited: their workflows may be told that it is over.
 */
export async function dropPush(em: EntityManager, profile: DroppedProfile, now: Date): Promise<string[]> {
  const dropped = await em.execute<DroppedRow[]>(drop, [profile.profileId]);
  for (const { id } of dropped) {
    recordEvent(em, { name: 'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT', occurredAt: now, ...originOf(profile), userId: profile.userId, subjectId: id, detail: 'dropped' });
  }
  return dropped.filter(({ was }) => was === 'pending').map(({ id }) => id);
}
