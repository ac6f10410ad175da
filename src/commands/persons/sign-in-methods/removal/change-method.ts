import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventName } from '../../../../domain/events/event-catalogue.ts';
import { isLastWayIn, lostMethodDelay } from '../../../../domain/persons/sign-in-methods/removal-rules.ts';
import type { SignInMethodStatus, SignInMethodType } from '../../../../domain/persons/sign-in-methods/status.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { recordEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { changeLocked } from '../../profile/lock-person.ts';
import { removableMethods } from '../list/own-methods.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock' | 'keyring'>;

/** One method of a person, and the request that changes it. */
export interface AskedMethod {
  personId: string;
  methodId: string;
  origin: RequestOrigin;
}

/**
 * Names a method.
 * @throws CountersignError `method_unknown`
 */
export async function renameMethod(deps: Deps, asked: AskedMethod & { name: string }): Promise<void> {
  await change(deps, asked, 'METHOD RENAMED', async (_em, method) => {
    method.name = asked.name;
  });
}

/**
 * Takes a method away that was proven by itself. One that is pending needs no proof.
 * @throws CountersignError `method_unknown`, `last_method`
 */
export async function removeMethod(deps: Deps, asked: AskedMethod): Promise<void> {
  await change(deps, asked, 'METHOD REMOVED', async (em, method) => {
    await checkNotLast(em, method);
    em.remove(method);
  });
}

/**
 * Has a method removed that its person has lost, after a day in which they may take that back: it may be another who says so.
 * @throws CountersignError `method_unknown`, `last_method`
 */
export async function reportLost(deps: Deps, asked: AskedMethod): Promise<Date> {
  return change(deps, asked, 'METHOD REPORTED LOST', async (em, method, now) => {
    await checkNotLast(em, method);
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
 * Deletes a batch of methods whose removal or whose proof is due, and tells of those that were removed.
 * @returns the rows deleted; call again while it is not 0.
 */
export async function pruneDueMethods(deps: Pick<CommandDeps, 'em' | 'clock'>): Promise<number> {
  const sql = `delete from sign_in_method where id in (
    select id from sign_in_method where due_at <= ? order by due_at limit 1000 for update skip locked)
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

async function checkNotLast(em: EntityManager, { id, type, person, status }: SignInMethod): Promise<void> {
  if (status === 'pending') return;
  if (isLastWayIn(await removableMethods(em, person), { id, type })) throw new CountersignError('last_method');
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
    person.revision += 1;
    person.changedAt = now;
    recordEvent(em, { name, occurredAt: now, ...originOf(origin), userId: personId, subjectId: methodId, detail });
    return result;
  });
}
