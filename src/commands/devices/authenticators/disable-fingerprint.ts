import { AuthenticatorKey } from '../../../entities/devices/authenticator-key.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import { lockRegistration } from '../registration/lock-registration.ts';
import type { RegistrationAction, RegistrationTarget } from '../registration/lock-registration.ts';

/**
 * Removes the fingerprint of one user on one device: a refresh then needs the PIN. Issued tokens stay valid.
 * Idempotent.
 * @returns false when there is no such registration: nothing happened and nothing was recorded.
 */
export async function disableFingerprint(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  target: RegistrationTarget,
  action: RegistrationAction,
): Promise<boolean> {
  return deps.em().transactional(async (em) => {
    const registration = await lockRegistration(em, target);
    if (!registration) return false;
    await em.nativeDelete(AuthenticatorKey, { registration: registration.id, name: 'fingerprint' });
    const { user: userId, device: subjectId } = registration;
    recordEvent(em, {
      name: action.event,
      occurredAt: deps.clock(),
      ...originOf(action.origin),
      userId,
      subjectId,
      detail: action.detail ?? null,
    });
    return true;
  });
}
