import { sealInRow } from '../../../entities/columns/row-bound.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { unlockCodes } from '../sign-in-methods/code-guesses.ts';
import { unlockMethods } from '../sign-in-methods/failures.ts';
import { changeLocked } from './lock-person.ts';

/**
 * Unlocks the sign-in methods of a user and notes why an operator did. What else was locked is of later contexts, which open it.
 * @throws CountersignError `person_not_found`
 */
export async function noteUnlock(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { userId, reason, origin }: { userId: string; reason: string; origin: RequestOrigin },
): Promise<void> {
  await changeLocked(deps, { userId, origin }, async (em, person, now) => {
    person.statusReason = sealInRow(deps.keyring, 'person.status_reason', userId, reason);
    await unlockMethods(em, userId);
    await unlockCodes(em, deps.keyring, userId);
    person.revision += 1;
    person.changedAt = now;
    recordEvent(em, { name: 'PERSON UNLOCKED', occurredAt: now, ...originOf(origin), userId });
  });
}
