import type { EntityManager } from '@mikro-orm/postgresql';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { OpenWork, RemovedRegistration } from '../../removals/removals.ts';
import { lockRegistration } from '../registration/lock-registration.ts';
import type { RegistrationAction, RegistrationTarget } from '../registration/lock-registration.ts';

/**
 * Revokes something from a registration that stays, with the event in the same transaction, and notifies the
 * affected workflows after the commit.
 * @param revoke revokes it, in the transaction. Idempotent.
 * @returns false when there is no such registration: nothing happened and nothing was recorded.
 */
export async function revokeFromRegistration(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'removals'>,
  target: RegistrationTarget,
  action: RegistrationAction,
  revoke: (em: EntityManager, registration: RemovedRegistration, now: Date) => Promise<OpenWork>,
): Promise<boolean> {
  const work = await deps.em().transactional(async (em) => {
    const registration = await lockRegistration(em, target);
    if (!registration) return undefined;
    const now = deps.clock();
    const { id: registrationId, user: userId, device: subjectId } = registration;
    const revoked = await revoke(em, { ...action.origin, userId, registrationId }, now);
    recordEvent(em, {
      name: action.event,
      occurredAt: now,
      ...originOf(action.origin),
      userId,
      subjectId,
      detail: action.detail ?? null,
    });
    return revoked;
  });
  if (work) await deps.removals.tell(work);
  return work !== undefined;
}
