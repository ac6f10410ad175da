import type { PushEnrollment } from '../../../entities/push/push-enrollment.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';

/** The push whose token the provider refused for ever. */
export interface UnregisteredPush {
  enrollment: Pick<PushEnrollment, 'registration' | 'pushTokenHash'>;
  requestId: string | null;
}

// Only of the pushed installation: another one may use the token with a provider that still knows it.
const drop = `
  with dead as (
    select p.id, d.client_id, a.name
      from push_enrollment p join registration r on r.id = p.registration_id join device d on d.id = r.device_id join application a on a.id = p.application_id
     where p.status = 'enrolled' and p.push_token_hash = ? and r.device_id = (select device_id from registration where id = ?)
     order by p.id for update of p
  )
  update push_enrollment p set status = 'dropped' from dead where p.id = dead.id returning p.id, p.user_id as "userId", dead.client_id as "clientId", dead.name as "appName"`;

/**
 * Drops the enrolments of an installation whose token the provider no longer knows: of every user on it. A token that was
 * refreshed meanwhile is left alone.
 */
export async function dropUnregisteredPush(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { enrollment, requestId }: UnregisteredPush,
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const dropped = await em.execute<{ id: string; userId: string; clientId: string; appName: string }[]>(drop, [
      enrollment.pushTokenHash,
      enrollment.registration,
    ]);
    for (const { id: subjectId, ...whose } of dropped) {
      recordEvent(em, {
        name: 'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT',
        occurredAt: deps.clock(),
        ...whose,
        subjectId,
        requestId,
        detail: 'unregistered',
      });
    }
  });
}
