import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { transact } from '../../../database/transact.ts';
import type { PersonStatus } from '../../../domain/persons/status.ts';
import { Person } from '../../../entities/persons/person.ts';
import { User } from '../../../entities/persons/user.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { Keyring } from '../../../security/keyring.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { lockUser } from '../users/blocked-users.ts';
import { assignSearch } from './person-columns.ts';
import { recordingRefusals } from './refusals.ts';

/**
 * Changes a person in one transaction, locked with the user; a refusal leaves an event. A user without a profile gets an empty one.
 * @param change what is done to them. Called again after a deadlock.
 * @throws CountersignError `person_not_found` for an unknown user, and what `change` throws.
 */
export async function changeLocked<Result>(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  about: { userId: string; origin: RequestOrigin },
  change: (em: EntityManager, person: Person, now: Date) => Promise<Result>,
): Promise<Result> {
  const now = deps.clock();
  return recordingRefusals(deps, about, () =>
    transact(deps.em, async (em) => {
      const person = await lockOrAddPerson(em, deps.keyring, about.userId, now);
      if (!person) throw new CountersignError('person_not_found');
      return change(em, person, now);
    }),
  );
}

/** Null for an unknown user. */
async function lockOrAddPerson(em: EntityManager, keyring: Keyring, userId: string, now: Date): Promise<Person | null> {
  if (!(await lockUser(em, userId))) return null;
  const person = await em.findOne(Person, { user: userId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (person) return person;
  const { createdAt } = await em.findOneOrFail(User, { id: userId });
  const added = addPerson(em, keyring, { userId, status: 'active', registeredAt: createdAt, now });
  await em.flush();
  return added;
}

/** Adds an empty profile of a user to the unit of work. */
export function addPerson(
  em: EntityManager,
  keyring: Keyring,
  { userId, status, registeredAt, now }: { userId: string; status: PersonStatus; registeredAt: Date; now: Date },
): Person {
  const search = { searchText: '', sortName: '', phoneParts: [] };
  const person = em.create(
    Person,
    { user: userId, status, registeredAt, changedAt: now, revision: 0, ...search },
    { persist: true },
  );
  assignSearch(keyring, person, { emails: [], phones: [] });
  return person;
}

/** The entity tag of a revision. */
export function tagOfPerson({ revision }: Pick<Person, 'revision'>): string {
  return `"${revision}"`;
}

/**
 * Refuses a change of what is not any more what its author saw.
 * @param ifMatch the value of `If-Match`; undefined or `*` = whatever it is.
 * @throws CountersignError `changed_meanwhile`
 */
export function checkRevision(person: Pick<Person, 'revision'>, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === '*') return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (!tags.includes(tagOfPerson(person))) throw new CountersignError('changed_meanwhile');
}
