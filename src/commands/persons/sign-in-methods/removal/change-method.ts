import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../../../domain/events/event-catalogue.ts';
import { contactTypes } from '../../../../domain/persons/sign-in-methods/enrollment-rules.ts';
import { lostMethodDelay } from '../../../../domain/persons/sign-in-methods/removal-rules.ts';
import type { SignInMethodStatus, SignInMethodType } from '../../../../domain/persons/sign-in-methods/status.ts';
import type { Person } from '../../../../entities/persons/person.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { recordEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { changeLocked } from '../../profile/lock-person.ts';
import { nameContact } from '../contacts/store-contact.ts';
import { checkRemovable } from './check-removable.ts';
import type { RemovalDeps } from './check-removable.ts';

const contacts = contactTypes.map((type) => `'${type}'`).join(', ');

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
export async function removeMethod(deps: Deps & RemovalDeps, asked: AskedMethod): Promise<void> {
  await change(deps, asked, 'METHOD REMOVED', async (em, method) => {
    await checkNotNeeded(deps, em, method);
    em.remove(method);
  });
}

/**
 * Has a method removed that its person has lost, after a day in which they may take that back: it may be another who says so.
 * @throws CountersignError `method_unknown`, `last_method`, `method_required_by_policy`
 */
export async function reportLost(deps: Deps & RemovalDeps, asked: AskedMethod): Promise<Date> {
  return change(deps, asked, 'METHOD REPORTED LOST', async (em, method, now) => {
    await checkNotNeeded(deps, em, method);
    if (method.status === 'removal_pending' && method.dueAt) return method.dueAt;
    const dueAt = new Date(now.getTime() + lostMethodDelay);
    em.assign(method, { status: 'removal_pending', dueAt });
    return dueAt;
  });
}

/**
 * Keeps a method that was said to be lost.
 * @throws CountersignError `method_unknown` for one that is not about to be removed
 */
export async function keepMethod(deps: Deps, asked: AskedMethod): Promise<void> {
  await change(deps, asked, 'METHOD KEPT', async (em, method) => {
    if (method.status !== 'removal_pending') throw new CountersignError('method_unknown');
    em.assign(method, { status: 'active', dueAt: null });
  });
}

/**
 * Deletes a batch of methods whose removal or whose proof is due, and tells of those that were removed. Lost contacts are the matter of
 * `removeLostContacts`.
 * @returns the rows deleted; call again while it is not 0.
 */
export async function pruneDueMethods(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<number> {
  const sql = `delete from sign_in_method where id in (
    select id from sign_in_method where due_at <= ? and not (status = 'removal_pending' and type in (${contacts})) order by due_at limit 1000 for update skip locked)
    returning id, person_id as "userId", type as detail, status`;
  return deps.em().transactional(async (em) => {
    const now = deps.clock();
    const rows = await em.execute<PrunedMethod[]>(sql, [now]);
    for (const { id: subjectId, userId, detail, status } of rows)
      if (status === 'removal_pending')
        recordEvent(em, { name: 'METHOD REMOVED', occurredAt: now, userId, subjectId, detail });
    return rows.length;
  });
}

interface PrunedMethod {
  id: string;
  userId: string;
  detail: SignInMethodType;
  status: SignInMethodStatus;
}

async function checkNotNeeded(deps: RemovalDeps, em: EntityManager, method: SignInMethod): Promise<void> {
  if (method.status !== 'pending') await checkRemovable(deps, em, method.person, method);
}

async function change<Result>(
  deps: Deps,
  { personId, methodId, origin }: AskedMethod,
  name: EventName,
  work: (em: EntityManager, method: SignInMethod, now: Date) => Promise<Result>,
): Promise<Result> {
  return changeLocked(deps, { userId: personId, origin }, async (em, person, now) => {
    const method = await em.findOne(SignInMethod, { id: methodId, person: personId });
    if (!method || (method.dueAt && method.dueAt <= now)) throw new CountersignError('method_unknown');
    const { type: detail } = method;
    const result = await work(em, method, now);
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
