import { isContactType } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { sealInRow } from '../../../../entities/columns/row-bound.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { recordEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import { changeMethods } from '../changes/change-methods.ts';
import type { ChangeDeps, ChangedPerson } from '../changes/change-methods.ts';
import { findContact } from '../contacts/find-contact.ts';
import { deleteContact } from '../contacts/store-contact.ts';
import type { AskedMethod } from './change-method.ts';
import { checkRemovable } from './check-removable.ts';
import type { RemovalDeps } from './check-removable.ts';

type Deps = ChangeDeps & RemovalDeps & Pick<CommandDeps, 'removals'>;

/**
 * Takes a sign-in method from a person as an operator, without a proof of it: it was lost, or is in the hands of another. Browsers that the
 * person trusts are trusted no longer, and the person is told by mail, with a link that undoes it. What keeps a person from locking themselves
 * out keeps an operator from it too.
 * @throws CountersignError `person_not_found`, `method_unknown`, `last_method`, `method_required_by_policy`
 */
export async function resetMethod(deps: Deps, asked: AskedMethod & { reason: string }): Promise<void> {
  const { personId, methodId, origin, reason } = asked;
  await changeMethods(deps, { userId: personId, origin }, async (changed) => {
    const { em, person, now } = changed;
    const type = (await takeMethod(deps, changed, methodId)) ?? (await takeContact(deps, changed, methodId));
    if (!type) throw new CountersignError('method_unknown');
    await deps.removals.endTrust(em, { ...origin, userId: personId }, now);
    person.statusReason = sealInRow(deps.keyring, 'person.status_reason', personId, reason);
    person.revision += 1;
    person.changedAt = now;
    const about = { userId: personId, subjectId: methodId, detail: type };
    recordEvent(em, { name: 'METHOD RESET', occurredAt: now, ...originOf(origin), ...about });
  });
}

/** @returns its type; undefined for an id that is no method's of the person. */
async function takeMethod(deps: Deps, { em, person, now, takeFormer, tell }: ChangedPerson, id: string) {
  const method = await em.findOne(SignInMethod, { id, person: person.user });
  if (!method || (method.dueAt && method.dueAt <= now)) return undefined;
  const { type, status, name = null } = method;
  // Rows of contacts only say what is being done with a contact.
  if (isContactType(type) && status !== 'pending') return undefined;
  if (status === 'pending') {
    em.remove(method);
    return type;
  }
  await checkRemovable(deps, em, person.user, method);
  const former = await takeFormer(id);
  em.remove(method);
  await tell({ kind: 'removed', type, methodId: id, name, former });
  return type;
}

/** @returns its type; undefined for an id that is no verified contact's of the person. */
async function takeContact(deps: Deps, { em, person, takeFormer, tell }: ChangedPerson, id: string) {
  const contact = await findContact(em, deps.keyring, { personId: person.user, id });
  if (!contact) return undefined;
  const { type, name, destination } = contact;
  await checkRemovable(deps, em, person.user, contact);
  const former = await takeFormer(id);
  await em.nativeDelete(SignInMethod, { person: person.user, replaces: id, type });
  await deleteContact(em, deps.keyring, person, contact);
  await tell({ kind: 'removed', type, methodId: id, name, destination, former });
  return type;
}
