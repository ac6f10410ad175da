import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../../../domain/events/event-catalogue.ts';
import { contactTypes } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { lostMethodDelay } from '../../../../domain/persons/sign-in-methods/removal-rules.ts';
import type { SignInMethodType } from '../../../../domain/persons/sign-in-methods/status.ts';
import { SentContactCode } from '../../../../entities/persons/sent-contact-code.ts';
import type { Person } from '../../../../entities/persons/person.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { recordEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { changeLocked } from '../../profile/lock-person.ts';
import { changeMethods } from '../changes/change-methods.ts';
import type { ChangeDeps, ChangedPerson } from '../changes/change-methods.ts';
import { nameContact } from '../contacts/store-contact.ts';
import { checkRemovable } from './check-removable.ts';
import type { RemovalDeps } from './check-removable.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

/** One method of a person, and the request that changes it. */
export interface AskedMethod {
  personId: string;
  methodId: string;
  origin: RequestOrigin;
}

/**
 * Names a method, or a verified contact of the person.
 * @throws CountersignError `method_unknown`
 */
export async function renameMethod(deps: Deps, asked: AskedMethod & { name: string }): Promise<void> {
  const { personId, methodId, origin, name } = asked;
  await changeLocked(deps, { userId: personId, origin }, async (em, person, now) => {
    const method = await em.findOne(SignInMethod, { id: methodId, person: personId });
    const isThere = method && !(method.dueAt && method.dueAt <= now);
    const detail = isThere ? method.type : await nameContact(em, { id: methodId, personId, name });
    if (!detail) throw new CountersignError('method_unknown');
    if (isThere) method.name = name;
    touch(em, person, { methodId, origin, name: 'METHOD RENAMED', now, detail });
  });
}

/**
 * Takes a method away that was proven by itself. One that is pending needs no proof.
 * @throws CountersignError `method_unknown`, `last_method`, `method_required_by_policy`
 */
export async function removeMethod(deps: ChangeDeps & RemovalDeps, asked: AskedMethod): Promise<void> {
  await change(deps, asked, 'METHOD REMOVED', async (method, { em, takeFormer, tell }) => {
    const { id, type, name = null, status } = method;
    if (status === 'pending') return void em.remove(method);
    await checkRemovable(deps, em, method.person, method);
    const former = await takeFormer(id);
    em.remove(method);
    await tell({ kind: 'removed', type, methodId: id, name, former });
  });
}

/**
 * Has a method removed that its person has lost, after a day in which they may take that back: it may be another who says so.
 * @throws CountersignError `method_unknown`, `last_method`, `method_required_by_policy`
 */
export async function reportLost(
  deps: ChangeDeps & RemovalDeps & Pick<CommandDeps, 'removals'>,
  asked: AskedMethod,
): Promise<Date> {
  return change(deps, asked, 'METHOD REPORTED LOST', async (method, { em, now, tell }) => {
    if (method.status !== 'pending') await checkRemovable(deps, em, method.person, method);
    if (method.status === 'removal_pending' && method.dueAt) return method.dueAt;
    const dueAt = new Date(now.getTime() + lostMethodDelay);
    em.assign(method, { status: 'removal_pending', dueAt });
    await deps.removals.endTrust(em, { ...asked.origin, userId: asked.personId }, now);
    await tell({ kind: 'reported_lost', type: method.type, methodId: method.id, name: method.name ?? null });
    return dueAt;
  });
}

/**
 * Keeps a method that was said to be lost.
 * @throws CountersignError `method_unknown` for one that is not about to be removed
 */
export async function keepMethod(deps: ChangeDeps, asked: AskedMethod): Promise<void> {
  await change(deps, asked, 'METHOD KEPT', async (method, { em }) => {
    if (method.status !== 'removal_pending') throw new CountersignError('method_unknown');
    em.assign(method, { status: 'active', dueAt: null });
  });
}

/**
 * Deletes a batch of methods whose proof is due, and removes those that were said to be lost a day before, which their people are told.
 * Lost contacts are the matter of `removeLostContacts`.
 * @returns how many; call again while it is not 0.
 */
export async function pruneDueMethods(deps: ChangeDeps): Promise<number> {
  const now = deps.clock();
  const em = deps.em();
  const pending = await em.nativeDelete(SignInMethod, { status: 'pending', dueAt: { $lte: now } });
  await em.nativeDelete(SentContactCode, { createdAt: { $lte: new Date(now.getTime() - keptCodes) } });
  const type = { $nin: [...contactTypes] };
  const due = { status: 'removal_pending', type, dueAt: { $lte: now } } as const;
  const lost = await em.find(SignInMethod, due, { orderBy: { dueAt: 'asc' }, limit: mostAtOnce });
  for (const { id, person } of lost) await removeLost(deps, { userId: person, id, due });
  return pending + lost.length;
}

const mostAtOnce = 100;
/** Milliseconds for which it is noted that a code went to a country. */
const keptCodes = 3_600_000;

async function removeLost(
  deps: ChangeDeps,
  { userId, id, due }: { userId: string; id: string; due: object },
): Promise<void> {
  await changeMethods(deps, { userId, origin: { requestId: randomUUID() } }, async ({ em, now, takeFormer, tell }) => {
    const method = await em.findOne(SignInMethod, { id, ...due });
    if (!method) return;
    const { type, name = null } = method;
    const former = await takeFormer(id);
    em.remove(method);
    recordEvent(em, { name: 'METHOD REMOVED', occurredAt: now, userId, subjectId: id, detail: type });
    await tell({ kind: 'removed', type, methodId: id, name, former });
  });
}

async function change<Result>(
  deps: ChangeDeps,
  { personId, methodId, origin }: AskedMethod,
  name: EventName,
  work: (method: SignInMethod, changed: ChangedPerson) => Promise<Result>,
): Promise<Result> {
  return changeMethods(deps, { userId: personId, origin }, async (changed) => {
    const { em, person, now } = changed;
    const method = await em.findOne(SignInMethod, { id: methodId, person: personId });
    if (!method || (method.dueAt && method.dueAt <= now)) throw new CountersignError('method_unknown');
    const { type: detail } = method;
    const result = await work(method, changed);
    touch(em, person, { methodId, origin, name, now, detail });
    return result;
  });
}

interface Touched extends Pick<AskedMethod, 'methodId' | 'origin'> {
  name: EventName;
  now: Date;
  detail: SignInMethodType;
}

function touch(em: EntityManager, person: Person, { methodId, origin, name, now, detail }: Touched): void {
  person.revision += 1;
  person.changedAt = now;
  const about = { userId: person.user, subjectId: methodId, detail };
  recordEvent(em, { name, occurredAt: now, ...originOf(origin), ...about });
}
