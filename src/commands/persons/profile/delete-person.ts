import { Person } from '../../../entities/persons/person.ts';
import { User } from '../../../entities/persons/user.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { keepAnAdministrator } from '../roles/administrators.ts';
import { changeLocked, checkRevision } from './lock-person.ts';
import { changeUsername } from './usernames.ts';

/**
 * Deletes a person, or a user without a profile, and everything of theirs: profile and contacts, phones, tokens and consents, sessions, codes that would connect a
 * phone; what is open for them ends as `cancelled`. Events stay for as long as events are kept, and name only the id.
 * @throws CountersignError `person_not_found`, `changed_meanwhile`, `last_administrator`
 */
export async function deletePerson(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring' | 'removals'>,
  { userId, ifMatch, origin }: { userId: string; ifMatch: string | undefined; origin: RequestOrigin },
): Promise<void> {
  const work = await changeLocked(deps, { userId, origin }, async (em, person, now) => {
    checkRevision(person, ifMatch);
    await keepAnAdministrator(em, userId);
    const ended = await deps.removals.endPerson(em, { ...origin, userId, removal: 'deleted' }, now);
    const from = person.usernameKey ?? null;
    await changeUsername(em, deps.keyring, { personId: userId, from, to: null, now });
    await em.nativeDelete(Person, { user: userId });
    await em.nativeDelete(User, { id: userId });
    recordEvent(em, { name: 'PERSON DELETED', occurredAt: now, ...originOf(origin), userId });
    return ended;
  });
  await deps.removals.tell(work);
}
