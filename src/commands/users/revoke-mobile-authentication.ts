import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { dropKeys } from '../key-enrollment/drop-keys.ts';
import { originOf } from '../request-origin.ts';
import { tellWorkflows } from './open-work.ts';
import { lockProfile } from './profile.ts';
import type { ProfileAction, ProfileTarget } from './profile.ts';

/**
 * Revokes mobile authentication of one user on one device: keys and push enrolment are gone, the user stays connected.
 * Open transactions that only the app could decide end as `cancelled`, for without keys it cannot answer them
 * (docs/decisions/0035). Twice is once.
 * @returns false when there is no such profile: nothing happened and nothing was recorded.
 */
export async function revokeMobileAuthentication(deps: Pick<CommandDeps, 'em' | 'clock' | 'cancelTransaction' | 'endPushEnrollment'>, target: ProfileTarget, action: ProfileAction): Promise<boolean> {
  const work = await deps.em().transactional(async (em) => {
    const profile = await lockProfile(em, target);
    if (!profile) return undefined;
    const now = deps.clock();
    const { user: userId, device: subjectId } = profile;
    const dropped = await dropKeys(em, { ...action.origin, userId, profileId: profile.id }, now);
    recordEvent(em, { name: action.event, occurredAt: now, ...originOf(action.origin), userId, subjectId, detail: action.detail ?? null });
    return dropped;
  });
  if (work) await tellWorkflows(deps, work);
  return work !== undefined;
}
