import { PushEnrollment } from '../../../entities/people/push-enrollment.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';

/** Drops an enrolment whose token the provider no longer knows. A token that was refreshed meanwhile is left alone. */
export async function dropUnregisteredPush(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  dropped: { enrollment: PushEnrollment; transaction: { userId?: string | null; requestId: string } },
): Promise<void> {
  const { enrollment, transaction } = dropped;
  await deps.em().transactional(async (em) => {
    const changed = await em.nativeUpdate(PushEnrollment, { id: enrollment.id, status: 'enrolled', pushTokenHash: enrollment.pushTokenHash }, { status: 'dropped' });
    if (changed === 0) return;
    const { userId, requestId } = transaction;
    recordEvent(em, { name: 'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT', occurredAt: deps.clock(), userId, subjectId: enrollment.id, requestId, detail: 'unregistered' });
  });
}
