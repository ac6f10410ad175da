import type { EventName } from '../../../domain/events/event-catalogue.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';

export interface EnrollmentRefusal {
  name: EventName;
  /** The code that was answered. */
  detail: string;
  origin: RequestOrigin;
  /** The registration, as far as a token named it. */
  userId: string | undefined;
  subjectId: string | undefined;
}

/** Writes that a request of key or push enrolment was refused. */
export async function recordEnrollmentRefusal(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  { name, detail, origin, userId, subjectId }: EnrollmentRefusal,
): Promise<void> {
  const em = deps.em();
  recordEvent(em, {
    name,
    occurredAt: deps.clock(),
    ...originOf(origin),
    userId: userId ?? null,
    subjectId: subjectId ?? null,
    detail,
  });
  await em.flush();
}
