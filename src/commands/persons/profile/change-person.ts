import type { PersonValues } from '../../../domain/persons/profile/profile.ts';
import { mostAttributes } from '../../../domain/persons/profile/profile-rules.ts';
import type { Person } from '../../../entities/persons/person.ts';
import type { Keyring } from '../../../security/keyring.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { writeClaims } from '../claims/write-claims.ts';
import type { WantedClaims } from '../claims/write-claims.ts';
import { changeLocked, checkRevision } from './lock-person.ts';
import { openDetails } from './person-columns.ts';
import { writeProfile } from './write-profile.ts';

interface Change {
  userId: string;
  /** What is to be another value; what is left out stays. */
  values: Partial<PersonValues>;
  /** Custom attributes that are added to the others of the person, as far as there is room. */
  customAttributes?: Readonly<Record<string, string>> | undefined;
  /** Claims by definition that are to have other values. */
  claims?: WantedClaims | undefined;
  /** Tag of what the author of the change saw. */
  ifMatch: string | undefined;
  origin: RequestOrigin;
}

/**
 * Changes the given fields of a person and no others. A user without a profile gets one by it. A change to what is there already
 * leaves no trace.
 * @throws CountersignError `person_not_found` for an unknown user; `changed_meanwhile`; and as {@link createPerson} and
 * {@link writeClaims} do.
 */
export async function changePerson(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { userId, values, customAttributes, claims, ifMatch, origin }: Change,
): Promise<void> {
  await changeLocked(deps, { userId, origin }, async (em, person, now) => {
    checkRevision(person, ifMatch);
    const added = customAttributes && { customAttributes: addAttributes(deps.keyring, person, customAttributes) };
    const fields = await writeProfile(em, deps.keyring, person, { ...values, ...added }, now);
    if (claims && (await writeClaims(em, deps.keyring, person, claims))) {
      if (fields.length === 0) Object.assign(person, { revision: person.revision + 1, changedAt: now });
      fields.push('claims');
    }
    if (fields.length === 0) return;
    const detail = fields.join(', ');
    recordEvent(em, { name: 'PERSON CHANGED', occurredAt: now, ...originOf(origin), userId, detail });
  });
}

function addAttributes(keyring: Keyring, person: Person, added: Readonly<Record<string, string>>) {
  const all = { ...openDetails(keyring, person).customAttributes };
  for (const [name, value] of Object.entries(added))
    if (Object.hasOwn(all, name) || Object.keys(all).length < mostAttributes) all[name] = value;
  return all;
}
