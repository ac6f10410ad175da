import { Operator } from '../../entities/operators/operator.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../events/request-origin.ts';
import type { RequestOrigin } from '../events/request-origin.ts';
import { lockAdministrators } from './administrators.ts';
import { recordingRefusal } from './record-refusal.ts';

/**
 * Deletes an operator with their sessions. Events keep their username. Idempotent.
 * @throws CountersignError own_account, invalid_session
 */
export async function deleteOperator(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  origin: RequestOrigin,
  actor: { operatorId: string },
  operatorId: string,
): Promise<void> {
  await recordingRefusal(deps, origin, operatorId, () =>
    deps.em().transactional(async (em) => {
      await lockAdministrators(em, actor.operatorId);
      if (operatorId === actor.operatorId) throw new CountersignError('own_account');
      const operator = await em.findOne(Operator, operatorId);
      if (!operator) return;
      await em.nativeDelete(Operator, { id: operatorId });
      recordEvent(em, {
        name: 'ADMIN OPERATOR DELETED',
        occurredAt: deps.clock(),
        ...originOf(origin),
        subjectId: operatorId,
        detail: operator.username,
      });
    }),
  );
}
