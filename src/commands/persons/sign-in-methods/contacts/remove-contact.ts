import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../../../domain/events/event-catalogue.ts';
import { contactTypes } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import type { ContactChannel, ContactType } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { lostMethodDelay } from '../../../../domain/persons/sign-in-methods/removal-rules.ts';
import { joiningTransaction } from '../../../../database/joined-transaction.ts';
import { timeOrderedId } from '../../../../entities/columns/id.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { recordEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import { changeLocked } from '../../profile/lock-person.ts';
import { checkRemovable } from '../removal/check-removable.ts';
import type { RemovalDeps } from '../removal/check-removable.ts';
import { changeMethods } from '../changes/change-methods.ts';
import type { ChangeDeps, ChangedPerson } from '../changes/change-methods.ts';
import type { AskedMethod } from '../removal/change-method.ts';
import { sendOrWithdraw } from './add-contact.ts';
import type { ContactDeps } from './add-contact.ts';
import { addWaiting, countContactTry, openWaiting, proofEnd } from './contact-proof.ts';
import type { WaitingRow } from './contact-proof.ts';
import { findContact } from './find-contact.ts';
import type { OwnContact } from './find-contact.ts';
import { deleteContact } from './store-contact.ts';

type Deps = ContactDeps & RemovalDeps & ChangeDeps;

/**
 * Begins the removal of a verified contact: sends a code there.
 * @returns where the code goes; undefined for an id that is no contact's of the person.
 * @throws CountersignError `last_method`, `method_required_by_policy`, `send_limit_reached`, `message_not_sent`
 */
export async function askContactRemoval(
  deps: Deps,
  { personId, methodId, origin, locale }: AskedMethod & { locale: string },
): Promise<{ channel: ContactChannel; destination: string } | undefined> {
  const contact = await findContact(deps.em(), deps.keyring, { personId, id: methodId });
  if (!contact) return undefined;
  await checkRemovable(deps, deps.em(), personId, contact);
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  const { type, destination } = contact;
  const channel = type === 'email' ? 'email' : 'sms';
  const about = { id, personId, channel, destination, locale, expiresAt: proofEnd(now), origin } as const;
  const code = await deps.contactCodes.prepare(about);
  await changeLocked(deps, { userId: personId, origin }, async (em) => {
    const former = await waitingRemovals(em, deps, { personId, methodId });
    await em.nativeDelete(SignInMethod, { id: { $in: former } });
    const waiting = { id, type, channel, destination, name: null, contactId: methodId, purpose: 'removal' } as const;
    addWaiting(em, deps.keyring, { personId, now, waiting });
    await em.flush();
    await joiningTransaction(em, () => code.write());
  });
  await sendOrWithdraw(deps, id, () => code.send());
  return { channel, destination };
}

/**
 * Removes a contact by the code that was sent there.
 * @returns false for an id that is no contact's of the person.
 * @throws CountersignError `code_wrong`, `last_method`, `method_required_by_policy`, `slow_down` after too many guesses
 */
export async function proveContactRemoval(deps: Deps, asked: AskedMethod & { code: string }): Promise<boolean> {
  const { personId, methodId, code } = asked;
  if (!(await findContact(deps.em(), deps.keyring, { personId, id: methodId }))) return false;
  const [waiting] = await waitingRemovals(deps.em(), deps, asked);
  const counted = waiting ? await countContactTry(deps, { personId, id: waiting }) : undefined;
  if (!counted || !deps.contactCodes.isRight(counted.waiting.id, code))
    throw new CountersignError('code_wrong', { extra: { attempts_left: counted?.attemptsLeft ?? 0 } });
  await counted.settle();
  await changeContact(deps, asked, 'METHOD REMOVED', async (locked) => {
    const { em, person, contact } = locked;
    await checkRemovable(deps, em, personId, contact);
    const former = await locked.takeFormer(methodId);
    await em.nativeDelete(SignInMethod, { person: personId, replaces: methodId, type: contact.type });
    await deleteContact(em, deps.keyring, person, contact);
    await locked.tell({ ...madeOf(contact), kind: 'removed', former });
  });
  return true;
}

/**
 * Has a contact removed that its person has lost, after a day in which they may take that back.
 * @returns when; undefined for an id that is no contact's of the person.
 * @throws CountersignError `last_method`, `method_required_by_policy`
 */
export async function reportContactLost(
  deps: Deps & Pick<CommandDeps, 'removals'>,
  asked: AskedMethod,
): Promise<Date | undefined> {
  const { personId, methodId } = asked;
  if (!(await findContact(deps.em(), deps.keyring, { personId, id: methodId }))) return undefined;
  return changeContact(deps, asked, 'METHOD REPORTED LOST', async ({ em, contact, now, tell }) => {
    await checkRemovable(deps, em, personId, contact);
    const { type } = contact;
    const known = await em.findOne(SignInMethod, { person: personId, type, replaces: methodId, ...lost });
    if (known?.dueAt) return known.dueAt;
    const dueAt = new Date(now.getTime() + lostMethodDelay);
    const row = { id: timeOrderedId(now.getTime()), person: personId, type, replaces: methodId, dueAt };
    em.create(SignInMethod, { ...row, ...lost, counter: 0, createdAt: now }, { persist: true });
    await deps.removals.endTrust(em, { ...asked.origin, userId: personId }, now);
    await tell({ ...madeOf(contact), kind: 'reported_lost' });
    return dueAt;
  });
}

/** Keeps a contact that was said to be lost. @returns false for one that is not about to be removed. */
export async function keepContact(deps: Deps, asked: AskedMethod): Promise<boolean> {
  const { personId, methodId } = asked;
  const where = { person: personId, replaces: methodId, type: { $in: [...contactTypes] }, ...lost };
  if ((await deps.em().count(SignInMethod, where)) === 0) return false;
  await changeContact(deps, asked, 'METHOD KEPT', async ({ em }) => {
    if ((await em.nativeDelete(SignInMethod, where)) === 0) throw new CountersignError('method_unknown');
  });
  return true;
}

/**
 * Removes a batch of contacts that were said to be lost a day before.
 * @returns how many; call again while it is not 0.
 */
export async function removeLostContacts(deps: ChangeDeps): Promise<number> {
  const due = { ...lost, type: { $in: [...contactTypes] }, dueAt: { $lte: deps.clock() } };
  const rows = await deps.em().find(SignInMethod, due, { orderBy: { dueAt: 'asc' }, limit: mostAtOnce });
  for (const { id, person: userId, type, replaces: subjectId } of rows)
    await changeMethods(deps, { userId, origin: { requestId: randomUUID() } }, async (changed) => {
      const { em, person, now } = changed;
      if ((await em.nativeDelete(SignInMethod, { id, ...lost })) === 0 || !subjectId) return;
      const contact = await findContact(em, deps.keyring, { personId: userId, id: subjectId });
      if (!contact) return;
      const former = await changed.takeFormer(subjectId);
      await deleteContact(em, deps.keyring, person, { id: subjectId, type: type as ContactType });
      person.revision += 1;
      person.changedAt = now;
      recordEvent(em, { name: 'METHOD REMOVED', occurredAt: now, userId, subjectId, detail: type });
      await changed.tell({ ...madeOf(contact), kind: 'removed', former });
    });
  return rows.length;
}

const lost = { status: 'removal_pending' } as const;
const mostAtOnce = 100;

/** Rows that wait for the code of a removal, newest first. */
async function waitingRemovals(
  em: EntityManager,
  deps: Pick<Deps, 'clock' | 'keyring'>,
  { personId, methodId }: Pick<AskedMethod, 'personId' | 'methodId'>,
): Promise<string[]> {
  const where = { person: personId, replaces: methodId, status: 'pending', dueAt: { $gt: deps.clock() } } as const;
  const rows = await em.find(SignInMethod, where, { orderBy: { id: 'desc' } });
  const waiting = rows.filter(({ secret }) => secret).map((row) => openWaiting(deps.keyring, row as WaitingRow));
  return waiting.filter(({ purpose }) => purpose === 'removal').map(({ id }) => id);
}

type LockedContact = ChangedPerson & { contact: OwnContact };

function madeOf({ id, type, name, destination }: OwnContact) {
  return { methodId: id, type, name, destination };
}

async function changeContact<Result>(
  deps: Deps,
  { personId, methodId, origin }: AskedMethod,
  name: EventName,
  work: (locked: LockedContact) => Promise<Result>,
): Promise<Result> {
  return changeMethods(deps, { userId: personId, origin }, async (changed) => {
    const { em, person, now } = changed;
    const contact = await findContact(em, deps.keyring, { personId, id: methodId });
    if (!contact) throw new CountersignError('method_unknown');
    const result = await work({ ...changed, contact });
    person.revision += 1;
    person.changedAt = now;
    const about = { userId: personId, subjectId: methodId, detail: contact.type };
    recordEvent(em, { name, occurredAt: now, ...originOf(origin), ...about });
    return result;
  });
}
