import { sealInRow } from '../../../../entities/columns/row-bound.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { recordEvent } from '../../../events/record-event.ts';
import { originOf } from '../../../events/request-origin.ts';
import type { RequestOrigin } from '../../../events/request-origin.ts';
import { changeLocked } from '../../profile/lock-person.ts';

/**
 * Has a person change their password at the next sign-in, as there is evidence that another knows it. Sessions go on.
 * @throws CountersignError `person_not_found`; `method_unknown`: they have none
 */
export async function expirePassword(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring'>,
  { userId, reason, origin }: { userId: string; reason: string; origin: RequestOrigin },
): Promise<void> {
  await changeLocked(deps, { userId, origin }, async (em, person, now) => {
    const password = await em.findOne(SignInMethod, { person: userId, type: 'password' });
    if (!password) throw new CountersignError('method_unknown');
    password.mustChange = true;
    person.statusReason = sealInRow(deps.keyring, 'person.status_reason', userId, reason);
    person.revision += 1;
    person.changedAt = now;
    const about = { userId, subjectId: password.id };
    recordEvent(em, { name: 'PERSON PASSWORD EXPIRED', occurredAt: now, ...originOf(origin), ...about });
  });
}
