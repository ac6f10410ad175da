import type { CommandDeps } from '../../command-deps.ts';
import type { RegistrationAction, RegistrationTarget } from '../registration/lock-registration.ts';
import { revokeFromRegistration } from '../removal/revoke-from-registration.ts';
import { dropKeys } from './drop-keys.ts';

/**
 * Revokes mobile authentication of one user on one device: keys and push enrolment are gone, the user stays connected.
 * Open transactions that only the app could decide end as `cancelled`, for without keys it cannot answer them
 * (docs/decisions/0035). Idempotent.
 * @returns false when there is no such registration: nothing happened and nothing was recorded.
 */
export function revokeMobileAuthentication(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'removals'>,
  target: RegistrationTarget,
  action: RegistrationAction,
): Promise<boolean> {
  return revokeFromRegistration(deps, target, action, (em, registration, now) =>
    dropKeys(em, deps.removals, registration, now),
  );
}
