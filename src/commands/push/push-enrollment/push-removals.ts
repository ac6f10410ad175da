import type { EntityManager } from '@mikro-orm/postgresql';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RemovalEntry, RemovedRegistration } from '../../removals/removals.ts';
import { PushEnrollment } from '../../../entities/push/push-enrollment.ts';

interface DroppedRow {
  id: string;
  was: 'pending' | 'enrolled';
}

// Locked in the order of ids, as commitPushEnrollment does, so that the two never wait for each other.
const drop = `
  with open as (select id, status from push_enrollment where registration_id = ? and status in ('pending', 'enrolled') order by id for update)
  update push_enrollment set status = 'dropped' from open where push_enrollment.id = open.id returning push_enrollment.id, open.status as was`;

/**
 * Removes the push enrolments of a registration, pending ones included, whose workflows then find no row to
 * enrol. Part of the caller's transaction. Idempotent.
 * @returns the ids of the pending ones, whose workflows can be notified.
 */
export async function dropPush(em: EntityManager, registration: RemovedRegistration, now: Date): Promise<string[]> {
  const dropped = await em.execute<DroppedRow[]>(drop, [registration.registrationId]);
  for (const { id } of dropped) {
    recordEvent(em, {
      name: 'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT',
      occurredAt: now,
      ...originOf(registration),
      userId: registration.userId,
      subjectId: id,
      detail: 'dropped',
    });
  }
  return dropped.filter(({ was }) => was === 'pending').map(({ id }) => id);
}

/** Ends push enrolments when a registration or its push enrolment is removed. */
export function pushRemovals(endPushEnrollment: (id: string) => Promise<unknown>): RemovalEntry {
  return { name: 'push-enrollment', ends: { registration: findWaiting, push: dropPush }, tell: endPushEnrollment };
}

/** Foreign keys delete the rows with the registration. */
async function findWaiting(em: EntityManager, { registrationId }: RemovedRegistration): Promise<string[]> {
  const waiting = await em.find(
    PushEnrollment,
    { registration: registrationId, status: 'pending' },
    { fields: ['id'] },
  );
  return waiting.map(({ id }) => id);
}
