import type { EntityManager } from '@mikro-orm/postgresql';
import { PushEnrollment } from '../../entities/people/push-enrollment.ts';
import { Registration } from '../../entities/people/registration.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { requestCancellation } from '../mobile-authentication/close/cancel-transactions.ts';
import { notify } from '../notify.ts';
import { originOf } from '../request-origin.ts';
import { tellWorkflows } from './open-work.ts';
import type { OpenWork } from './open-work.ts';
import { lockProfile } from './profile.ts';
import type { ProfileAction, ProfileTarget } from './profile.ts';

/**
 * Disconnects one user from one device: grants, tokens, authenticators, keys and push enrolment of the profile are gone,
 * its open transactions end as `cancelled` and their sites are told. Other users of the device keep theirs, and the device
 * stays the OAuth client it is. One transaction, with its event; twice is once.
 * @returns false when there is no such profile (any more): nothing happened and nothing was recorded.
 */
export async function disconnectRegistration(deps: Pick<CommandDeps, 'em' | 'clock' | 'cancelTransaction' | 'endPushEnrollment'>, target: ProfileTarget, action: ProfileAction): Promise<boolean> {
  const work = await deps.em().transactional(async (em) => {
    const profile = await lockProfile(em, target);
    return profile && removeProfile(em, profile, action, deps.clock());
  });
  if (work) await tellWorkflows(deps, work);
  return work !== undefined;
}

/** The same as part of a larger change, for a profile that is locked: tell the workflows of what is returned after the commit. */
export async function removeProfile(em: EntityManager, profile: Registration, { origin, event, detail }: ProfileAction, now: Date): Promise<OpenWork> {
  const transactionIds = await requestCancellation(em, profile.id, now);
  const enrollments = await em.find(PushEnrollment, { registration: profile.id, status: 'pending' }, { fields: ['id'] });
  // Everything that belongs to a profile goes with its row, by foreign key.
  await em.nativeDelete(Registration, { id: profile.id });
  recordEvent(em, { name: event, occurredAt: now, ...originOf(origin), userId: profile.user, subjectId: profile.device, detail: detail ?? null });
  await notify(em, 'registration', profile.id);
  return { transactionIds, enrollmentIds: enrollments.map(({ id }) => id) };
}
