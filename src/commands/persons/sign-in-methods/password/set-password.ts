import type { EntityManager } from '@mikro-orm/postgresql';
import { weaknessOfPassword, wordsOf } from '../../../../domain/persons/sign-in-methods/password/password-rules.ts';
import { timeOrderedId } from '../../../../entities/columns/id.ts';
import { sealInRow } from '../../../../entities/columns/row-bound.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { recordEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { findPerson } from '../../profile/find-person.ts';
import { changeMethods } from '../changes/change-methods.ts';
import type { ChangeDeps } from '../changes/change-methods.ts';
import type { PasswordDeps } from './password-deps.ts';

type Deps = Pick<CommandDeps, 'removals'> & ChangeDeps & PasswordDeps;

interface NewPassword {
  personId: string;
  password: string;
  /** Whether policy always asks the person for a second factor: then eight characters do. */
  alwaysSecondFactor?: boolean | undefined;
  /** The session in which they change it, which goes on. */
  sessionId?: string | null;
  origin: RequestOrigin;
}

/** A password that was held against the rules, as it is stored. */
interface HashedPassword extends Pick<NewPassword, 'personId' | 'sessionId' | 'origin'> {
  hash: string;
  /** The sign-in in which they change it, which goes on. */
  flowId?: string;
}

/**
 * Gives a person a password, the first or another one. What was locked by wrong ones is open again; what was opened with a former one ends.
 * @throws CountersignError `person_not_found`, `weak_password`, `busy`
 */
export async function setPassword(deps: Deps, { password, alwaysSecondFactor, ...whose }: NewPassword): Promise<void> {
  const hash = await hashPassword(deps, { personId: whose.personId, password, alwaysSecondFactor });
  await storePassword(deps, { ...whose, hash });
}

/**
 * A new password as it is stored.
 * @throws CountersignError `weak_password`, `busy`
 */
export async function hashPassword(
  deps: Deps,
  password: Pick<NewPassword, 'personId' | 'password' | 'alwaysSecondFactor'>,
): Promise<string> {
  await checkPassword(deps, password);
  return deps.passwords.hash(password.password);
}

/**
 * Stores a password. Where it takes the place of another one, the person's other sessions and sign-ins end with that.
 * @param hash of {@link hashPassword}
 * @throws CountersignError `person_not_found`
 */
export async function storePassword(
  deps: Deps,
  { personId, hash, sessionId, flowId, origin }: HashedPassword,
): Promise<void> {
  await changeMethods(deps, { userId: personId, origin }, async ({ em, person, now, takeFormer, tell }) => {
    const type = 'password';
    const known = await em.findOne(SignInMethod, { person: personId, type });
    const former = known ? await takeFormer(known.id) : undefined;
    const { isNew, id } = await writePassword(em, deps, { personId, hash, now });
    person.revision += 1;
    person.changedAt = now;
    if (!isNew) {
      const kept = { sessionId: sessionId ?? null, flowId: flowId ?? null };
      await deps.removals.endSignIns(em, { ...origin, userId: personId, ...kept }, now);
    }
    const name = isNew ? 'METHOD ADDED' : 'METHOD CHANGED';
    recordEvent(em, {
      name,
      occurredAt: now,
      ...originOf(origin),
      userId: personId,
      subjectId: id,
      detail: type,
    });
    // The first one comes from an operator, who tells the person themselves.
    if (!isNew) await tell({ kind: 'changed', type, methodId: id, name: null, former });
  });
}

/**
 * Holds a new password against the rules, and against what is known of the person.
 * @throws CountersignError `weak_password`, with the reason.
 */
export async function checkPassword(
  deps: Deps,
  { personId, password, alwaysSecondFactor = false }: Pick<NewPassword, 'personId' | 'password' | 'alwaysSecondFactor'>,
): Promise<void> {
  const ownWords = await ownWordsOf(deps, personId);
  const reason = weaknessOfPassword(password, { alwaysSecondFactor, ownWords, serviceWords: deps.serviceWords });
  if (reason) throw new CountersignError('weak_password', { extra: { reason } });
}

async function ownWordsOf(deps: Deps, personId: string): Promise<string[]> {
  const person = await findPerson(deps, personId);
  if (!person) return wordsOf([personId]);
  const { username, givenName, familyName, displayName, birthDate, referenceId, emails, phones } = person;
  const contacts = [...emails, ...phones].map(({ value }) => value);
  return wordsOf([personId, username, givenName, familyName, displayName, birthDate, referenceId, ...contacts]);
}

/** Part of the caller's transaction, in which the person is locked. */
export async function writePassword(
  em: EntityManager,
  { keyring }: Pick<Deps, 'keyring'>,
  { personId, hash, now }: { personId: string; hash: string; now: Date },
): Promise<{ isNew: boolean; id: string }> {
  const known = await em.findOne(SignInMethod, { person: personId, type: 'password' });
  const id = known?.id ?? timeOrderedId(now.getTime());
  const secret = sealInRow(keyring, 'sign_in_method.secret', id, hash);
  const state = { secret, failures: 0, knownDeviceFailures: 0, changeFailures: 0, mustChange: false };
  if (known) em.assign(known, { ...state, revision: known.revision + 1 });
  else
    em.create(
      SignInMethod,
      { id, person: personId, type: 'password', status: 'active', counter: 0, revision: 0, createdAt: now, ...state },
      { persist: true },
    );
  return { isNew: !known, id };
}
