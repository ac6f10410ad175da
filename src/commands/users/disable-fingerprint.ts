import { AuthenticatorKey } from '../../entities/people/authenticator-key.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import { lockProfile } from './profile.ts';
import type { ProfileAction, ProfileTarget } from './profile.ts';

/**
 * Drops the fingerprint of one user on one device: from now on a refresh takes the PIN. Tokens that were issued stay.
 * Twice is once.
 * @returns false when there is no such profile: nothing happened and nothing was recorded.
 */
export async function disableFingerprint(deps: Pick<CommandDeps, 'em' | 'clock'>, target: ProfileTarget, action: ProfileAction): Promise<boolean> {
  return deps.em().transactional(async (em) => {
    const profile = await lockProfile(em, target);
    if (!profile) return false;
    await em.nativeDelete(AuthenticatorKey, { registration: profile.id, name: 'fingerprint' });
    const { user: userId, device: subjectId } = profile;
    recordEvent(em, { name: action.event, occurredAt: deps.clock(), ...originOf(action.origin), userId, subjectId, detail: action.detail ?? null });
    return true;
  });
}
