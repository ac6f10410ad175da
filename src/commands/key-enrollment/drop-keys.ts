import type { EntityManager } from '@mikro-orm/postgresql';
import { KeyEnrollment } from '../../entities/people/key-enrollment.ts';
import { recordEvent } from '../events/record-event.ts';
import { requestCancellation } from '../mobile-authentication/close/cancel-transactions.ts';
import { dropPush } from '../push-enrollment/drop-push.ts';
import type { DroppedProfile } from '../push-enrollment/drop-push.ts';
import { originOf } from '../request-origin.ts';
import type { OpenWork } from '../users/open-work.ts';

/**
 * Drops the keys of a profile, its push enrolment with them, and asks for the end of what its app had to answer: without
 * keys it can answer nothing. Part of the caller's transaction. Twice is once.
 * @returns what has to be told after the commit.
 */
export async function dropKeys(em: EntityManager, profile: DroppedProfile, now: Date): Promise<OpenWork> {
  const { profileId, userId } = profile;
  const enrollmentIds = await dropPush(em, profile, now);
  const dropped = await em.nativeDelete(KeyEnrollment, { registration: profileId });
  if (dropped === 0) return { transactionIds: [], enrollmentIds };
  recordEvent(em, { name: 'KEY ENROLLMENT DROPPED', occurredAt: now, ...originOf(profile), userId, subjectId: profileId });
  return { transactionIds: await requestCancellation(em, profileId, now, 'decided by the app'), enrollmentIds };
}
