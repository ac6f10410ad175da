import { Operator } from '../../entities/operators/operator.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../events/request-origin.ts';
import type { RequestOrigin } from '../events/request-origin.ts';
import { closeAllSessions } from './close-operator-session.ts';
import { checkPassword } from './create-operator.ts';
import type { LoginDeps } from './open-operator-session.ts';
import type { SignedInOperator } from './operator-session.ts';

/**
 * Changes an operator's own password; all their sessions end, this one too. Tries of the present password are counted like a
 * sign-in: a stolen session is not enough to guess it.
 * @throws CountersignError weak_password, wrong_password, slow_down
 */
export async function changeOwnPassword(
  deps: LoginDeps,
  origin: RequestOrigin,
  { operatorId, username }: SignedInOperator,
  input: { current: string; next: string },
): Promise<void> {
  checkPassword(input.next, username);
  const takeBack = await deps.limits.count(origin, username);
  const operator = await deps.em().findOne(Operator, operatorId);
  const isRight = await deps.passwords.matches(input.current, operator?.passwordHash);
  const passwordHash = isRight ? await deps.passwords.hash(input.next) : '';
  const event = { occurredAt: deps.clock(), ...originOf(origin), subjectId: operatorId };
  const isChanged = await deps.em().transactional(async (em) => {
    const changed =
      isRight && operator
        ? await em.nativeUpdate(Operator, { id: operatorId, passwordHash: operator.passwordHash }, { passwordHash })
        : 0;
    if (changed > 0) await closeAllSessions(em, operatorId);
    recordEvent(em, { name: changed > 0 ? 'ADMIN PASSWORD CHANGED' : 'ADMIN PASSWORD CHANGE FAILED', ...event });
    return changed > 0;
  });
  if (!isChanged) throw new CountersignError('wrong_password');
  await takeBack();
}
