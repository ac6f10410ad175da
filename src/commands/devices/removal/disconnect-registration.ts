import type { EntityManager } from '@mikro-orm/postgresql';
import { Registration } from '../../../entities/devices/registration.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { notify } from '../../../database/notify.ts';
import { originOf } from '../../events/request-origin.ts';
import type { OpenWork, Removals } from '../../removals/removals.ts';
import { lockRegistration } from '../registration/lock-registration.ts';
import type { RegistrationAction, RegistrationTarget } from '../registration/lock-registration.ts';

const holdPerson = `
  select from person where id = coalesce((select user_id from registration where id = ?::uuid), ?::text) for key share`;

/**
 * Disconnects one user from one device: grants, tokens, authenticators, keys and push enrolment of the registration are gone,
 * its open transactions end as `cancelled` and their sites are told. Other users of the device keep theirs, and the device
 * stays an OAuth client. One transaction, with its event. Idempotent.
 * @returns false when there is no such registration: nothing happened and nothing was recorded.
 */
export async function disconnectRegistration(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'removals'>,
  target: RegistrationTarget,
  action: RegistrationAction,
): Promise<boolean> {
  const work = await deps.em().transactional(async (em) => {
    // A change of a person locks them before their phones, and so does this one, which tells them.
    const held = 'registrationId' in target ? [target.registrationId, null] : [null, target.userId];
    await em.execute(holdPerson, held, 'all', em.getTransactionContext());
    const registration = await lockRegistration(em, target);
    return registration && removeRegistration(em, deps.removals, { registration, action, now: deps.clock() });
  });
  if (work) await deps.removals.tell(work);
  return work !== undefined;
}

/**
 * The same within a larger transaction, for a locked registration.
 * @param removal `isTold`: whether the person gets a mail about it; they do unless it is false.
 * @returns the input of `removals.tell`, to be called after the commit.
 */
export async function removeRegistration(
  em: EntityManager,
  removals: Removals,
  removal: { registration: Registration; action: RegistrationAction; now: Date; isTold?: boolean },
): Promise<OpenWork> {
  const { registration, action, now, isTold = true } = removal;
  const { id: registrationId, user: userId } = registration;
  const work = await removals.end(em, 'registration', { ...action.origin, registrationId, userId, isTold }, now);
  // Foreign keys delete everything that belongs to the registration.
  await em.nativeDelete(Registration, { id: registrationId });
  recordEvent(em, {
    name: action.event,
    occurredAt: now,
    ...originOf(action.origin),
    userId,
    subjectId: registration.device,
    detail: action.detail ?? null,
  });
  await notify(em, 'registration', registrationId);
  return work;
}
