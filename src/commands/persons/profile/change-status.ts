import type { PersonStatus } from '../../../domain/persons/status.ts';
import { sealInRow } from '../../../entities/columns/row-bound.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { noOpenWork } from '../../removals/removals.ts';
import { unlockCodes } from '../sign-in-methods/code-guesses.ts';
import { unlockMethods } from '../sign-in-methods/failures.ts';
import { keepAnAdministrator } from '../roles/administrators.ts';
import { changeLocked } from './lock-person.ts';

interface Change {
  userId: string;
  to: 'active' | 'disabled';
  /** In the operator's words: it is kept with the person, encrypted, and in no event. */
  reason: string;
  origin: RequestOrigin;
}

/** From where a person can be enabled or disabled. Who asked to be deleted, or not to be used, is not for this to change. */
const changeable: readonly PersonStatus[] = ['inactive', 'active', 'disabled'];

/**
 * Disables a person, or enables them again. A disabled person's tokens and sessions are gone at once and what is open on their
 * phones ends; the phones stay connected for when they are enabled. Done already is done. A user without a profile gets one.
 * @throws CountersignError `person_not_found`; `person_state` for one who is to be deleted or restricted; `last_administrator`.
 */
export async function changeStatus(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring' | 'removals'>,
  { userId, to, reason, origin }: Change,
): Promise<void> {
  const work = await changeLocked(deps, { userId, origin }, async (em, person, now) => {
    if (!changeable.includes(person.status))
      throw new CountersignError('person_state', { extra: { person_status: person.status } });
    person.activatedBy = null;
    if (person.status === to) return noOpenWork;
    if (to === 'disabled') await keepAnAdministrator(em, userId);
    person.status = to;
    person.statusReason = sealInRow(deps.keyring, 'person.status_reason', userId, reason);
    person.revision += 1;
    person.changedAt = now;
    const name = to === 'disabled' ? 'PERSON DISABLED' : 'PERSON ENABLED';
    recordEvent(em, { name, occurredAt: now, ...originOf(origin), userId });
    if (to === 'active') {
      await unlockMethods(em, userId);
      await unlockCodes(em, deps.keyring, userId);
      return noOpenWork;
    }
    return deps.removals.endPerson(em, { ...origin, userId, removal: 'disabled' }, now);
  });
  await deps.removals.tell(work);
}
