import { CountersignError } from '../../errors/countersign-error.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../events/request-origin.ts';
import type { RequestOrigin } from '../events/request-origin.ts';

/** Runs a change of an operator and records its refusal, after the rolled back transaction. */
export async function recordingRefusal<Result>(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  origin: RequestOrigin,
  subjectId: string | null,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CountersignError) {
      const refusal = {
        name: 'ADMIN OPERATOR CHANGE REFUSED',
        occurredAt: deps.clock(),
        ...originOf(origin),
        subjectId,
        detail: error.code,
      } as const;
      await deps.em().transactional(async (em) => recordEvent(em, refusal));
    }
    throw error;
  }
}
