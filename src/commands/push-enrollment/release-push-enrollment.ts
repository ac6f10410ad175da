import type { EventName } from '../../domain/events/event-catalogue.ts';
import type { PushEnrollmentOutcome } from '../../domain/push-enrollment/outcome.ts';
import { PushEnrollment } from '../../entities/people/push-enrollment.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';

export interface Released {
  enrollmentId: string;
  requestId: string;
  outcome: PushEnrollmentOutcome;
}

/**
 * Gives back the place of an enrolment whose token was not proven. Repeating it changes nothing.
 * @returns false when the row had ended before.
 */
export async function releasePushEnrollment(deps: Pick<CommandDeps, 'em' | 'clock'>, released: Released): Promise<boolean> {
  const { enrollmentId, requestId, outcome } = released;
  const status = outcome.status === 'expired' ? 'expired' : 'failed';
  const failure = outcome.status === 'failed' ? outcome.reason : null;
  return deps.em().transactional(async (em) => {
    const changed = await em.nativeUpdate(PushEnrollment, { id: enrollmentId, status: 'pending' }, { status, failure });
    if (changed === 0) return false;
    const { userId, purpose } = await em.findOneOrFail(PushEnrollment, { id: enrollmentId });
    const detail = failure ?? (purpose === 'update' ? status : null);
    recordEvent(em, { name: nameOf(purpose, status), occurredAt: deps.clock(), userId, subjectId: enrollmentId, requestId, detail });
    return true;
  });
}

function nameOf(purpose: PushEnrollment['purpose'], status: 'expired' | 'failed'): EventName {
  if (purpose === 'update') return 'PUSH ENROLLMENT UPDATE FAILURE';
  return status === 'expired' ? 'PUSH ENROLLMENT EXPIRED' : 'PUSH ENROLLMENT FAILURE';
}
