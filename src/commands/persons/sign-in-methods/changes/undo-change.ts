import type { EntityManager } from '@mikro-orm/postgresql';
import { joiningTransaction } from '../../../../database/joined-transaction.ts';
import { isContactType } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import type { SignInMethodType } from '../../../../domain/persons/sign-in-methods/status.ts';
import { openInRow } from '../../../../entities/columns/row-bound.ts';
import { MethodChange } from '../../../../entities/persons/method-change.ts';
import type { Person } from '../../../../entities/persons/person.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import { equalBytes } from '../../../../security/keyring.ts';
import type { Keyring } from '../../../../security/keyring.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { recordEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { joinOpenWork, noOpenWork } from '../../../removals/removals.ts';
import type { OpenWork } from '../../../removals/removals.ts';
import { changeLocked } from '../../profile/lock-person.ts';
import { checkRemovable } from '../removal/check-removable.ts';
import type { RemovalDeps } from '../removal/check-removable.ts';
import { findContacts } from '../contacts/find-contact.ts';
import { choosePrimary, deleteContact } from '../contacts/store-contact.ts';
import { hashUndoToken } from './change-methods.ts';
import type { ChangeDeps } from './change-methods.ts';
import { putBack } from './former-method.ts';
import type { FormerMethod } from './former-method.ts';
import type { WrittenMail } from './method-mails.ts';
import type { OwnPhones } from './own-phones.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring' | 'removals'> &
  RemovalDeps &
  Pick<ChangeDeps, 'methodMails'> & { ownPhones: OwnPhones };

/**
 * Undoes a change of sign-in methods that its person says was not theirs, with all changes since, the newest first: they are of the
 * same hand. The link to an address that was new by the change undoes that alone. All sessions and sign-ins of the person end, what was
 * not verified yet goes, with it what clients were allowed since, and the password: who made the changes may know it. A mail to the addresses
 * that are theirs then says what was undone. Of racing requests one undoes.
 * @param token what the link carries.
 * @throws CountersignError `undo_link_invalid` for an unknown, used or expired one
 */
export async function undoChange(
  deps: Deps,
  { token, origin }: { token: string; origin: RequestOrigin },
): Promise<void> {
  const hash = hashUndoToken(deps.keyring, token);
  const open = { undoneAt: null, endsAt: { $gt: deps.clock() } };
  const found = await deps
    .em()
    .findOne(MethodChange, { $or: [{ tokenHash: hash }, { newAddressHash: hash }], ...open });
  if (!found) throw new CountersignError('undo_link_invalid');
  const isAlone = found.newAddressHash ? equalBytes(found.newAddressHash, hash) : false;
  const { mails, work } = await changeLocked(deps, { userId: found.person, origin }, async (em, person, now) => {
    const which = isAlone ? { id: found.id } : { id: { $gte: found.id }, person: person.user };
    const changes = await em.find(MethodChange, { ...which, ...open }, { orderBy: { id: 'desc' } });
    if (!changes.some(({ id }) => id === found.id)) throw new CountersignError('undo_link_invalid');
    const ended: OpenWork[] = [];
    for (const change of changes) {
      ended.push(await revert(em, deps, { person, change, now, origin }));
      const about = { userId: person.user, subjectId: change.methodId, detail: `${change.type}, ${change.kind}` };
      recordEvent(em, { name: 'METHOD CHANGE UNDONE', occurredAt: now, ...originOf(origin), ...about });
    }
    await em.nativeUpdate(MethodChange, { id: { $in: changes.map(({ id }) => id) } }, { undoneAt: now });
    await em.nativeDelete(SignInMethod, { person: person.user, status: 'pending' });
    await dropPassword(em, deps, { personId: person.user, origin, now });
    const grantsSince = changes.at(-1)?.createdAt;
    await deps.removals.endSignIns(em, { ...origin, userId: person.user, grantsSince }, now);
    person.revision += 1;
    person.changedAt = now;
    return { mails: await writeMails(em, deps, { person, changes, now, origin }), work: joinOpenWork(...ended) };
  });
  deps.methodMails.send(mails);
  await deps.removals.tell(work);
}

interface Undone {
  person: Person;
  /** The newest first. */
  changes: readonly MethodChange[];
  now: Date;
  origin: RequestOrigin;
}

/** A link is good once, so that there are as many of these mails as there were of the others at the most. */
async function writeMails(
  em: EntityManager,
  { keyring, methodMails }: Pick<Deps, 'keyring' | 'methodMails'>,
  { person, changes, now, origin }: Undone,
): Promise<WrittenMail[]> {
  await em.flush();
  const contacts = await findContacts(em, keyring, person.user);
  const about = {
    about: 'changes undone',
    changes: changes.toReversed().map(({ kind, type }) => ({ kind, type })),
  } as const;
  const reader = { personId: person.user, locale: person.locale ?? 'en', zone: person.zone ?? null };
  return joiningTransaction(em, async () => {
    const written: WrittenMail[] = [];
    for (const { type, destination: to } of contacts)
      if (type === 'email')
        written.push(await methodMails.writeNotice({ ...about, ...reader, to, at: now, requestId: origin.requestId }));
    return written;
  });
}

/**
 * Takes the password away. Where its person could not sign in without it, it stays and has to be changed at the next sign-in: that keeps
 * out who does not know it.
 */
async function dropPassword(
  em: EntityManager,
  deps: RemovalDeps,
  { personId, origin, now }: { personId: string; origin: RequestOrigin; now: Date },
): Promise<void> {
  const which = { person: personId, type: 'password' } as const;
  const password = await em.findOne(SignInMethod, which, { disableIdentityMap: true });
  if (!password) return;
  try {
    await checkRemovable(deps, em, personId, { id: password.id, type: 'password' });
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    await em.nativeUpdate(SignInMethod, which, { mustChange: true });
    return;
  }
  await em.nativeDelete(SignInMethod, which);
  const about = { userId: personId, subjectId: password.id, detail: 'password' };
  recordEvent(em, { name: 'METHOD REMOVED', occurredAt: now, ...originOf(origin), ...about });
}

interface Reverted {
  person: Person;
  change: MethodChange;
  now: Date;
  origin: RequestOrigin;
}

/** @returns what is to be told after the commit. */
async function revert(
  em: EntityManager,
  { keyring, ownPhones }: Pick<Deps, 'keyring' | 'ownPhones'>,
  { person, change, now, origin }: Reverted,
): Promise<OpenWork> {
  const { kind, type, methodId } = change;
  if (type !== 'countersign') {
    await revertMethod(em, keyring, { person, change, type, now });
    return noOpenWork;
  }
  const phone = { personId: person.user, registrationId: methodId, origin };
  if (kind === 'added') return ownPhones.disconnect(em, phone, now);
  // Its keys are gone: a phone that was removed is connected anew by its person.
  if (kind === 'reported_lost') await ownPhones.keep(em, phone);
  return noOpenWork;
}

async function revertMethod(
  em: EntityManager,
  keyring: Keyring,
  { person, change, type, now }: Omit<Reverted, 'origin'> & { type: SignInMethodType },
): Promise<void> {
  const { id, kind, methodId, former } = change;
  const lost = { person: person.user, status: 'removal_pending' } as const;
  if (kind === 'reported_lost') {
    await em.nativeDelete(SignInMethod, { ...lost, replaces: methodId });
    await em.nativeUpdate(SignInMethod, { ...lost, id: methodId }, { status: 'active', dueAt: null });
    return;
  }
  const before = former && (JSON.parse(openInRow(keyring, 'method_change.former', id, former)) as FormerMethod);
  if (kind === 'made_primary') {
    if (before?.in === 'contacts') await choosePrimary(em, { personId: person.user, id: before.id, type: before.type });
    return;
  }
  if (isContactType(type)) await deleteContact(em, keyring, person, { id: methodId, type });
  else await em.nativeDelete(SignInMethod, { id: methodId, person: person.user });
  if (before) await putBack(em, keyring, { person, former: before, now, mustChange: true });
}

/** Deletes a batch of changes that no link undoes any more. @returns how many; call again while it is not 0. */
export async function pruneMethodChanges(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<number> {
  const sql = `delete from method_change where id in (
    select id from method_change where ends_at <= ? order by ends_at limit 1000 for update skip locked)`;
  return (await deps.em().execute<{ affectedRows: number }>(sql, [deps.clock()], 'run')).affectedRows;
}
