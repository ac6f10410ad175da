import type { EventName } from '../../../domain/events/event-catalogue.ts';
import type { PushEnrollmentOutcome } from '../../../domain/push/push-enrollment/outcome.ts';
import type { PushEnrollment } from '../../../entities/push/push-enrollment.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';

export interface Released {
  enrollmentId: string;
  requestId: string;
  outcome: PushEnrollmentOutcome;
}

type ReleasedRow = Pick<PushEnrollment, 'userId' | 'purpose'> & { clientId: string; appName: string };

const release = `
  update push_enrollment p set status = ?, failure = ? from registration r, device d, application a
   where p.id = ? and p.status = 'pending' and r.id = p.registration_id and d.id = r.device_id and a.id = p.application_id
  returning p.user_id as "userId", p.purpose, d.client_id as "clientId", a.name as "appName"`;

/**
 * Releases the place of an enrolment whose token was not proven. Idempotent.
 * @returns false when the row had ended before.
 */
export async function releasePushEnrollment(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  released: Released,
): Promise<boolean> {
  const { enrollmentId, requestId, outcome } = released;
  const status = outcome.status === 'expired' ? 'expired' : 'failed';
  const failure = outcome.status === 'failed' ? outcome.reason : null;
  return deps.em().transactional(async (em) => {
    const [row] = await em.execute<ReleasedRow[]>(release, [status, failure, enrollmentId]);
    if (!row) return false;
    const { purpose, ...whose } = row;
    const detail = failure ?? (purpose === 'update' ? status : null);
    recordEvent(em, {
      name: nameOf(purpose, status),
      occurredAt: deps.clock(),
      ...whose,
      subjectId: enrollmentId,
      requestId,
      detail,
    });
    return true;
  });
}

function nameOf(purpose: PushEnrollment['purpose'], status: 'expired' | 'failed'): EventName {
  if (purpose === 'update') return 'PUSH ENROLLMENT UPDATE FAILURE';
  return status === 'expired' ? 'PUSH ENROLLMENT EXPIRED' : 'PUSH ENROLLMENT FAILURE';
}
