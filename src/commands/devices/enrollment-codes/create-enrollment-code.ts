import { writeEnrollmentCode } from '../../../domain/devices/enrollment-codes/enrollment-code.ts';
import { bounds } from '../../../domain/rate-limits/limits.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { EnrollmentCode } from '../../../entities/devices/enrollment-code.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { hashEnrollmentCode } from './enrollment-code-hash.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'random' | 'keyring'>;

/**
 * Creates a one-time code that connects an app to a user, who may be unknown. The code is only in the answer: it is not stored or logged.
 */
export async function createEnrollmentCode(
  deps: Deps,
  input: { userId: string } & RequestOrigin,
): Promise<{ id: string; code: string; expiresAt: Date }> {
  const now = deps.clock();
  const code = writeEnrollmentCode(deps.random(32));
  const id = timeOrderedId(now.getTime());
  const expiresAt = new Date(now.getTime() + bounds['enrollment-code-lifetime'].most * 1000);
  await deps.em().transactional(async (em) => {
    await em.insert(EnrollmentCode, {
      id,
      codeHash: hashEnrollmentCode(deps.keyring, code),
      userId: input.userId,
      createdAt: now,
      expiresAt,
    });
    recordEvent(em, {
      name: 'ENROLLMENT CODE CREATED',
      occurredAt: now,
      ...originOf(input),
      userId: input.userId,
      subjectId: id,
    });
  });
  return { id, code, expiresAt };
}
