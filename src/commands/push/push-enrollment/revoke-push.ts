import type { CommandDeps } from '../../command-deps.ts';
import type { RegistrationAction, RegistrationTarget } from '../../devices/registration/lock-registration.ts';
import { revokeFromRegistration } from '../../devices/removal/revoke-from-registration.ts';

/**
 * Revokes push of one user on one device: removes the push token, also a pending one; keys stay. Open transactions
 * stay open: the app finds them in its list and can answer them (docs/decisions/0035). Idempotent.
 * @returns false when there is no such registration: nothing happened and nothing was recorded.
 */
export function revokePush(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'removals'>,
  target: RegistrationTarget,
  action: RegistrationAction,
): Promise<boolean> {
  return revokeFromRegistration(deps, target, action, (em, registration, now) =>
    deps.removals.end(em, 'push', registration, now),
  );
}
