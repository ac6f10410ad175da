import type { EntityManager } from '@mikro-orm/postgresql';
import { PushEnrollment } from '../../entities/people/push-enrollment.ts';
import type { AppCaller } from '../app-caller.ts';
import { originOf } from '../request-origin.ts';
import { recordEvent } from '../events/record-event.ts';

/**
 * Drops the push enrolment of a profile, and one that is still waiting for its nonce: its workflow finds nothing to enrol
 * any more. Part of the caller's transaction.
 */
export async function dropPush(em: EntityManager, caller: AppCaller, now: Date): Promise<void> {
  const open = await em.find(PushEnrollment, { registration: caller.profileId, status: { $in: ['pending', 'enrolled'] } });
  for (const { id } of open) {
    const changed = await em.nativeUpdate(PushEnrollment, { id, status: { $in: ['pending', 'enrolled'] } }, { status: 'dropped' });
    if (changed === 0) continue;
    recordEvent(em, { name: 'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT', occurredAt: now, ...originOf(caller), userId: caller.userId, subjectId: id, detail: 'dropped' });
  }
}
