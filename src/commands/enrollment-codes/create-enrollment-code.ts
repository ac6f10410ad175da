import { enrollmentCodeMinutes, writeEnrollmentCode } from '../../domain/enrollment/enrollment-code.ts';
import { timeOrderedId } from '../../entities/columns/id.ts';
import { EnrollmentCode } from '../../entities/people/enrollment-code.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { hashEnrollmentCode } from './enrollment-code-hash.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'random' | 'keyring'>;

/**
 * Makes a one-time code that connects an app to a user, who need not be known yet. The code is in the answer and nowhere
 * else.
 */
export async function createEnrollmentCode(
  deps: Deps,
  input: { userId: string } & RequestOrigin,
): Promise<{ code: string; expiresAt: Date }> {
  const now = deps.clock();
  const code = writeEnrollmentCode(deps.random(32));
  const id = timeOrderedId(now.getTime());
  const expiresAt = new Date(now.getTime() + enrollmentCodeMinutes * 60_000);
  await deps.em().transactional(async (em) => {
    await em.insert(EnrollmentCode, { id, codeHash: hashEnrollmentCode(deps.keyring, code), userId: input.userId, createdAt: now, expiresAt });
    recordEvent(em, { name: 'ENROLLMENT CODE CREATED', occurredAt: now, ...originOf(input), userId: input.userId, subjectId: id });
  });
  return { code, expiresAt };
}
