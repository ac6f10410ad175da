import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import type { EventName } from '../../../domain/events/event-catalogue.ts';
import { lostMethodDelay } from '../../../domain/persons/sign-in-methods/removal-rules.ts';
import { Device } from '../../../entities/devices/device.ts';
import { Registration } from '../../../entities/devices/registration.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { removeRegistration } from '../../devices/removal/disconnect-registration.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import { changeMethods } from '../../persons/sign-in-methods/changes/change-methods.ts';
import type { ChangeDeps, ChangedPerson } from '../../persons/sign-in-methods/changes/change-methods.ts';
import { removableMethods } from '../../persons/sign-in-methods/list/own-methods.ts';
import type { AskedMethod } from '../../persons/sign-in-methods/removal/change-method.ts';
import type { RemovalDeps } from '../../persons/sign-in-methods/removal/check-removable.ts';

type Deps = ChangeDeps & RemovalDeps & Pick<CommandDeps, 'removals'>;

/**
 * Has a phone removed that its person has lost, after a day in which they may take that back: it may be another who says so. The caller has
 * checked that the person proved themselves a moment ago. Codes that wait for another phone end with the trust in browsers.
 * @returns when it is removed; undefined for an id that is no phone's of the person.
 * @throws CountersignError `method_required_by_policy`
 */
export async function reportPhoneLost(deps: Deps, asked: AskedMethod): Promise<Date | undefined> {
  return changePhone(deps, asked, async (changed, phone) => {
    const { em, person, now, tell } = changed;
    if (phone.removalDueAt) return phone.removalDueAt;
    const methods = await removableMethods(deps, em, person.user);
    if ((await deps.methodPolicy.findDemandedPhones(em, person.user, methods)).includes(phone.id))
      throw new CountersignError('method_required_by_policy');
    phone.removalDueAt = new Date(now.getTime() + lostMethodDelay);
    await deps.removals.endTrust(em, { ...asked.origin, userId: asked.personId }, now);
    const { name } = await em.findOneOrFail(Device, { id: phone.device });
    record(changed, asked, 'METHOD REPORTED LOST');
    await tell({ kind: 'reported_lost', type: 'countersign', methodId: phone.id, name });
    return phone.removalDueAt;
  });
}

/** Keeps a phone that was said to be lost. @returns false for one that is not about to be removed. */
export async function keepPhone(deps: Deps, asked: AskedMethod): Promise<boolean> {
  const isKept = await changePhone(deps, asked, (changed, phone) => {
    if (!phone.removalDueAt) throw new CountersignError('method_unknown');
    phone.removalDueAt = null;
    record(changed, asked, 'METHOD KEPT');
    return true;
  });
  return isKept ?? false;
}

const mostAtOnce = 100;

/**
 * Disconnects a batch of phones that were said to be lost a day before: app, keys, push and grants of the person on them end, and the
 * person is told.
 * @returns how many; call again while it is not 0.
 */
export async function removeLostPhones(deps: ChangeDeps & Pick<CommandDeps, 'removals'>): Promise<number> {
  const due = { removalDueAt: { $lte: deps.clock() } };
  const phones = await deps.em().find(Registration, due, { orderBy: { removalDueAt: 'asc' }, limit: mostAtOnce });
  for (const { id, user: userId } of phones) {
    const origin = { requestId: randomUUID() };
    const work = await changeMethods(deps, { userId, origin }, async ({ em, person, now }) => {
      const phone = await em.findOne(Registration, { id, ...due }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!phone) return undefined;
      person.revision += 1;
      person.changedAt = now;
      const action = { origin, event: 'METHOD REMOVED', detail: 'countersign' } as const;
      return removeRegistration(em, deps.removals, { registration: phone, action, now });
    });
    if (work) await deps.removals.tell(work);
  }
  return phones.length;
}

/** @returns undefined for an id that is no phone's of the person, of whom nothing changes then. */
async function changePhone<Result>(
  deps: Deps,
  { personId, methodId, origin }: AskedMethod,
  change: (changed: ChangedPerson, phone: Registration) => Promise<Result> | Result,
): Promise<Result | undefined> {
  const which = { id: methodId, user: personId };
  if ((await deps.em().count(Registration, which)) === 0) return undefined;
  return changeMethods(deps, { userId: personId, origin }, async (changed) => {
    const phone = await changed.em.findOne(Registration, which, { lockMode: LockMode.PESSIMISTIC_WRITE });
    return phone ? change(changed, phone) : undefined;
  });
}

function record({ em, person, now }: ChangedPerson, { methodId, origin }: AskedMethod, name: EventName): void {
  person.revision += 1;
  person.changedAt = now;
  const about = { userId: person.user, subjectId: methodId, detail: 'countersign' };
  recordEvent(em, { name, occurredAt: now, ...originOf(origin), ...about });
}
