import { KeyEnrollment } from '../../entities/people/key-enrollment.ts';
import type { AppCaller } from '../app-caller.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../request-origin.ts';
import { dropPush } from '../push-enrollment/drop-push.ts';

/** Drops the keys of a profile, and its push enrolment with them, for without keys no push can be answered. Twice is once. */
export async function dropKeys(deps: Pick<CommandDeps, 'em' | 'clock'>, caller: AppCaller): Promise<void> {
  await deps.em().transactional(async (em) => {
    await dropPush(em, caller, deps.clock());
    const dropped = await em.nativeDelete(KeyEnrollment, { registration: caller.profileId });
    if (dropped === 0) return;
    recordEvent(em, { name: 'KEY ENROLLMENT DROPPED', occurredAt: deps.clock(), ...originOf(caller), userId: caller.userId, subjectId: caller.profileId });
  });
}
