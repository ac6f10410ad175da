import type { EntityManager } from '@mikro-orm/postgresql';
import { joinedTransaction, joiningTransaction } from '../../../../database/joined-transaction.ts';
import type { ChangedType, MethodChangeKind } from '../../../../domain/persons/sign-in-methods/status.ts';
import { bounds, rateLimit } from '../../../../domain/rate-limits/limits.ts';
import { timeOrderedId } from '../../../../entities/columns/id.ts';
import { sealInRow } from '../../../../entities/columns/row-bound.ts';
import { MethodChange } from '../../../../entities/persons/method-change.ts';
import { Person } from '../../../../entities/persons/person.ts';
import type { Keyring } from '../../../../security/keyring.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { isWithin } from '../../../rate-limits/is-within.ts';
import { personalKey } from '../../../rate-limits/personal-key.ts';
import { createRateLimit } from '../../../rate-limits/rate-limit.ts';
import { changeLocked } from '../../profile/lock-person.ts';
import { findContacts } from '../contacts/find-contact.ts';
import { takeFormer } from './former-method.ts';
import type { FormerMethod } from './former-method.ts';
import type { MethodMails, WrittenMail } from './method-mails.ts';

/** What commands that change sign-in methods need besides. */
export type ChangeDeps = Pick<CommandDeps, 'em' | 'clock' | 'random' | 'keyring'> & { methodMails: MethodMails };

/** A change that was made. */
export interface MadeChange {
  kind: MethodChangeKind;
  type: ChangedType;
  methodId: string;
  name: string | null;
  /** The address or number that is a method by the change, or is none any more. */
  destination?: string | null;
  /** What there was before; undefined: nothing. */
  former?: FormerMethod | undefined;
}

export interface ChangedPerson {
  em: EntityManager;
  person: Person;
  now: Date;
  /** What there is of a method now, which its change takes as `former`. */
  takeFormer(id: string): Promise<FormerMethod | undefined>;
  /** Tells the person of a change, by mails that are written in the same transaction. */
  tell(change: MadeChange): Promise<void>;
}

const tokenBytes = 32;

/** What a link carries, as it is stored. */
export function hashUndoToken(keyring: Keyring, token: string): Buffer {
  return keyring.lookupHash(token, 'method_change.token');
}

/**
 * Changes the sign-in methods of a person in one transaction, and tells them: a mail to every verified address that they have or had
 * before the change, with a link that undoes it. Beyond a limit of the person a change is made without mails.
 * @throws CountersignError `person_not_found`, and what `change` throws
 */
export async function changeMethods<Result>(
  deps: ChangeDeps,
  about: { userId: string; origin: RequestOrigin },
  change: (changed: ChangedPerson) => Promise<Result>,
): Promise<Result> {
  const mails: WrittenMail[] = [];
  const result = await changeLocked(deps, about, (em, person, now) =>
    change({
      ...{ em, person, now },
      takeFormer: (id) => takeFormer(em, deps.keyring, { personId: person.user, id }),
      tell: async (made) => {
        await em.flush();
        mails.push(...(await noteChange(em, deps, { person, now, made, origin: about.origin })));
      },
    }),
  );
  // In a transaction of the caller nothing is committed yet: the sweeper sends.
  if (!joinedTransaction()) deps.methodMails.send(mails);
  return result;
}

/**
 * Tells a person of a change of which another context is the cause, as part of its transaction.
 * @returns the mails to send after the commit; none for a user without a profile.
 */
export async function tellOfChange(
  em: EntityManager,
  deps: ChangeDeps,
  { userId, ...change }: Omit<NotedChange, 'person'> & { userId: string },
): Promise<WrittenMail[]> {
  const person = await em.findOne(Person, { user: userId });
  return person ? noteChange(em, deps, { person, ...change }) : [];
}

interface NotedChange {
  person: Person;
  now: Date;
  made: MadeChange;
  origin: RequestOrigin;
}

interface BeforeAndAfter {
  former: FormerMethod | undefined;
  /** The address that is a method by the change; it has a link of its own. */
  newAddress: string | null;
}

/**
 * Addresses that are told of a change: those of before it. One that came by a change which can still be undone is told only where there is
 * no other: who added it must not undo what the person does about it.
 */
async function findKnownAddresses(
  em: EntityManager,
  keyring: Keyring,
  { person, now, former, newAddress }: Pick<NotedChange, 'person' | 'now'> & BeforeAndAfter,
): Promise<string[]> {
  const contacts = (await findContacts(em, keyring, person.user)).filter(({ type }) => type === 'email');
  const gone = former?.in === 'contacts' && former.type === 'email' ? [former] : [];
  const all = [...contacts, ...gone].filter(({ destination }) => destination !== newAddress);
  const open = { person: person.user, type: 'email', undoneAt: null, endsAt: { $gt: now } } as const;
  const recent = await em.find(
    MethodChange,
    { ...open, kind: { $in: ['added', 'replaced'] } },
    { fields: ['methodId'] },
  );
  const isNew = ({ id }: { id: string }) => recent.some(({ methodId }) => methodId === id);
  const settled = all.filter((contact) => !isNew(contact));
  return [...new Set((settled.length > 0 ? settled : all).map(({ destination }) => destination))];
}

async function noteChange(
  em: EntityManager,
  deps: ChangeDeps,
  { person, now, made, origin }: NotedChange,
): Promise<WrittenMail[]> {
  const { keyring, random } = deps;
  const { kind, type, methodId, name, destination = null, former } = made;
  const newAddress = type === 'email' && (kind === 'added' || kind === 'replaced') ? destination : null;
  const isMailed = await isWithin(
    createRateLimit(deps, rateLimit('method-change-mails:person'), em),
    personalKey(keyring, person.user),
  );
  const known = await findKnownAddresses(em, keyring, { person, now, former, newAddress });
  const tokens = { known: random(tokenBytes).toString('base64url'), new: random(tokenBytes).toString('base64url') };
  const id = timeOrderedId(now.getTime());
  const sealed = former && sealInRow(keyring, 'method_change.former', id, JSON.stringify(former));
  em.create(
    MethodChange,
    {
      ...{ id, person: person.user, kind, type, methodId, former: sealed ?? null, createdAt: now },
      tokenHash: hashUndoToken(keyring, tokens.known),
      newAddressHash: newAddress === null ? null : hashUndoToken(keyring, tokens.new),
      endsAt: new Date(now.getTime() + bounds['undo-link-lifetime'].most * 1000),
    },
    { persist: true },
  );
  await em.flush();
  if (!isMailed) return [];
  const words = { kind, type, name, destination, at: now, locale: person.locale ?? 'en', zone: person.zone ?? null };
  const mail = { ...words, personId: person.user, requestId: origin.requestId };
  const written: WrittenMail[] = [];
  await joiningTransaction(em, async () => {
    for (const to of known) written.push(await deps.methodMails.write({ ...mail, to, token: tokens.known }));
    if (newAddress !== null) written.push(await deps.methodMails.write({ ...mail, to: newAddress, token: tokens.new }));
  });
  return written;
}
