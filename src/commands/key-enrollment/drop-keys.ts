import type { EntityManager } from '@mikro-orm/postgresql';
import { KeyEnrollment } from '../../entities/people/key-enrollment.ts';
import { recordEvent } from '../events/record-event.ts';
import { dropPush } from '../push-enrollment/drop-push.ts';
import type { DroppedProfile } from '../push-enrollment/drop-push.ts';
import { originOf } from '../request-origin.ts';

/**
 * Drops the keys of a profile, and its push enrolment with them, for without keys no push can be answered. Part of the
 * caller's transaction. Twice is once.
 * @returns as `dropPush`.
 */
export async function dropKeys(em: EntityManager, profile: DroppedProfile, now: Date): Promise<string[]> {
  const ended = await dropPush(em, profile, now);
  const dropped = await em.nativeDelete(KeyEnrollment, { registration: profile.profileId });
  if (dropped > 0) recordEvent(em, { name: 'KEY ENROLLMENT DROPPED', occurredAt: now, ...originOf(profile), userId: profile.userId, subjectId: profile.profileId });
  return ended;
}
