import { PushEnrollment } from '../../../entities/push/push-enrollment.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { writeEvent } from '../../events/record-event.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Records an update of a push enrolment that only a party with access to Temporal can have sent. */
export async function recordForgedConfirmation(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { id, update, reason }: { id: string; update: string; reason: string },
): Promise<void> {
  const row = uuid.test(id) ? await deps.em().findOne(PushEnrollment, { id }, { fields: ['userId'] }) : null;
  await writeEvent(deps, {
    name: 'PUSH ENROLLMENT FORGED UPDATE',
    occurredAt: deps.clock(),
    userId: row?.userId ?? null,
    subjectId: row ? id : null,
    detail: `${update}: ${reason}`.slice(0, 255),
  });
}
