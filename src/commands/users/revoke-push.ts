import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { dropPush } from '../push-enrollment/drop-push.ts';
import { originOf } from '../request-origin.ts';
import { tellWorkflows } from './open-work.ts';
import { lockProfile } from './profile.ts';
import type { ProfileAction, ProfileTarget } from './profile.ts';

/**
 * Revokes push of one user on one device: the push token is dropped, and one on its way too; keys stay. Open transactions
 * stay open: the app finds them in its list and can answer them (docs/decisions/0035). Twice is once.
 * @returns false when there is no such profile: nothing happened and nothing was recorded.
 */
export async function revokePush(deps: Pick<CommandDeps, 'em' | 'clock' | 'cancelTransaction' | 'endPushEnrollment'>, target: ProfileTarget, action: ProfileAction): Promise<boolean> {
  const work = await deps.em().transactional(async (em) => {
    const profile = await lockProfile(em, target);
    if (!profile) return undefined;
    const now = deps.clock();
    const { user: userId, device: subjectId } = profile;
    const enrollmentIds = await dropPush(em, { ...action.origin, userId, profileId: profile.id }, now);
    recordEvent(em, { name: action.event, occurredAt: now, ...originOf(action.origin), userId, subjectId, detail: action.detail ?? null });
    return { transactionIds: [], enrollmentIds };
  });
  if (work) await tellWorkflows(deps, work);
  return work !== undefined;
}
