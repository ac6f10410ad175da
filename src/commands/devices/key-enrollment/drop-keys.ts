import type { EntityManager } from '@mikro-orm/postgresql';
import { KeyEnrollment } from '../../../entities/devices/key-enrollment.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import { joinOpenWork } from '../../removals/removals.ts';
import type { OpenWork, RemovedRegistration, Removals } from '../../removals/removals.ts';

/**
 * Removes the keys of a registration and its push enrolment, and requests the end of the transactions that its app had to answer: the
 * app cannot answer without keys. Part of the caller's transaction. Idempotent.
 * @returns the workflows to notify after the commit.
 */
export async function dropKeys(
  em: EntityManager,
  removals: Removals,
  registration: RemovedRegistration,
  now: Date,
): Promise<OpenWork> {
  const { registrationId, userId } = registration;
  const pushWork = await removals.end(em, 'push', registration, now);
  const dropped = await em.nativeDelete(KeyEnrollment, { registration: registrationId });
  if (dropped === 0) return pushWork;
  recordEvent(em, {
    name: 'KEY ENROLLMENT DROPPED',
    occurredAt: now,
    ...originOf(registration),
    userId,
    subjectId: registrationId,
  });
  return joinOpenWork(pushWork, await removals.end(em, 'keys', registration, now));
}
