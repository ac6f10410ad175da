import type { PersonValues } from '../../../domain/persons/profile/profile.ts';
import type { PersonSource } from '../../../domain/persons/status.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { User } from '../../../entities/persons/user.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { addPerson } from './lock-person.ts';
import { recordingRefusals } from './refusals.ts';
import { writeProfile } from './write-profile.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & { configuration: ConfigurationSource };

/**
 * Adds a person, who is a user from then on: a phone can be connected to the id at once. Not active yet where activation is on.
 * @returns the id, which is ours to choose.
 * @throws CountersignError `email_invalid`, `email_in_use`, `phone_number_invalid`, `username_taken`, `invalid_request`
 */
export async function createPerson(
  deps: Deps,
  { values, origin, source = 'local' }: { values: Partial<PersonValues>; origin: RequestOrigin; source?: PersonSource },
): Promise<string> {
  const now = deps.clock();
  const userId = timeOrderedId(now.getTime());
  const { general } = await deps.configuration.current();
  const status = general.person_activation_enabled ? 'inactive' : 'active';
  await recordingRefusals(deps, { origin, userId: null }, () =>
    deps.em().transactional(async (em) => {
      await em.insert(User, { id: userId, createdAt: now });
      const person = addPerson(em, deps.keyring, { userId, status, registeredAt: now, now });
      person.source = source;
      await em.flush();
      const fields = await writeProfile(em, deps.keyring, person, values, now);
      recordEvent(em, {
        name: 'PERSON CREATED',
        occurredAt: now,
        ...originOf(origin),
        userId,
        detail: fields.join(', '),
      });
    }),
  );
  return userId;
}
