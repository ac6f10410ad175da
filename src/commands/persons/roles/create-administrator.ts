import type { EntityManager } from '@mikro-orm/postgresql';
import { administrator } from '../../../domain/persons/roles/hub-roles.ts';
import { weaknessOfPassword, wordsOf } from '../../../domain/persons/sign-in-methods/password/password-rules.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { RoleAssignment } from '../../../entities/persons/role-assignment.ts';
import { User } from '../../../entities/persons/user.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { addPerson } from '../profile/lock-person.ts';
import { recordingRefusals } from '../profile/refusals.ts';
import { writeProfile } from '../profile/write-profile.ts';
import { writePassword } from '../sign-in-methods/password/set-password.ts';
import type { PasswordDeps } from '../sign-in-methods/password/password-deps.ts';
import { assignRole } from './change-roles.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'> & Pick<PasswordDeps, 'passwords'>;

interface NewAdministrator {
  username: string;
  password: string;
  origin: RequestOrigin;
}

/** One without a sign-in method. */
type NamedAdministrator = Omit<NewAdministrator, 'password'>;

/**
 * Adds a person who is an Administrator. A person who has the username already does not get the role: another one may have taken the name.
 * @returns the id of the person.
 * @throws CountersignError `username_taken`, `weak_password`
 */
export async function createAdministrator(
  deps: Deps & Pick<PasswordDeps, 'serviceWords'>,
  administratorToBe: NewAdministrator,
): Promise<string> {
  const { username, password, origin } = administratorToBe;
  const words = { ownWords: wordsOf([username]), serviceWords: deps.serviceWords };
  const reason = weaknessOfPassword(password, { alwaysSecondFactor: false, ...words });
  if (reason) throw new CountersignError('weak_password', { extra: { reason } });
  const hash = await deps.passwords.hash(password);
  return recordingRefusals(deps, { origin, userId: null }, () =>
    deps.em().transactional((em) => addAdministrator(em, deps, { username, hash, origin })),
  );
}

/**
 * Adds one without a sign-in method: a link signs them in, and they add their own.
 * @returns the id of the person.
 * @throws CountersignError `username_taken`
 */
export function createNamedAdministrator(
  deps: Pick<Deps, 'em' | 'clock' | 'keyring'>,
  { username, origin }: NamedAdministrator,
): Promise<string> {
  return recordingRefusals(deps, { origin, userId: null }, () =>
    deps.em().transactional((em) => addAdministrator(em, deps, { username, origin })),
  );
}

/**
 * The same as {@link createAdministrator} while there is none at all. Of several at once one does it.
 * @returns undefined when there is an Administrator.
 * @throws CountersignError `username_taken`
 */
export async function ensureFirstAdministrator(
  deps: Deps,
  { username, password, origin }: NewAdministrator,
): Promise<string | undefined> {
  if ((await deps.em().count(RoleAssignment, { role: administrator })) > 0) return undefined;
  const hash = await deps.passwords.hash(password);
  return recordingRefusals(deps, { origin, userId: null }, () =>
    deps.em().transactional(async (em) => {
      await em.execute("select pg_advisory_xact_lock(hashtext('countersign first administrator'))");
      if ((await em.count(RoleAssignment, { role: administrator })) > 0) return undefined;
      return addAdministrator(em, deps, { username, hash, origin });
    }),
  );
}

async function addAdministrator(
  em: EntityManager,
  deps: Pick<Deps, 'clock' | 'keyring'>,
  { username, hash, origin }: NamedAdministrator & { hash?: string },
): Promise<string> {
  const now = deps.clock();
  const personId = timeOrderedId(now.getTime());
  await em.insert(User, { id: personId, createdAt: now });
  const person = addPerson(em, deps.keyring, { userId: personId, status: 'active', registeredAt: now, now });
  await em.flush();
  await writeProfile(em, deps.keyring, person, { username }, now);
  if (hash !== undefined) await writePassword(em, deps, { personId, hash, now });
  await em.flush();
  await assignRole(em, { personId, role: administrator, givenBy: origin.agentUser ?? null, now, origin });
  return personId;
}
