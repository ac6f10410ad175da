import type { EntityManager } from '@mikro-orm/postgresql';
import { OperatorSession } from '../../entities/operators/operator-session.ts';
import type { CommandDeps } from '../command-deps.ts';
import { recordEvent } from '../events/record-event.ts';
import { originOf } from '../events/request-origin.ts';
import type { RequestOrigin } from '../events/request-origin.ts';
import type { SignedInOperator } from './operator-session.ts';

/** Signs an operator out. */
export async function closeOperatorSession(
  deps: Pick<CommandDeps, 'em' | 'clock'>,
  origin: RequestOrigin,
  operator: SignedInOperator,
): Promise<void> {
  await deps.em().transactional(async (em) => {
    const closed = await em.nativeDelete(OperatorSession, { id: operator.sessionId });
    if (closed > 0)
      recordEvent(em, {
        name: 'ADMIN LOGOUT',
        occurredAt: deps.clock(),
        ...originOf(origin),
        subjectId: operator.operatorId,
      });
  });
}

/** Ends every session of an operator. Part of the caller's transaction. */
export async function closeAllSessions(em: EntityManager, operatorId: string): Promise<void> {
  await em.nativeDelete(OperatorSession, { operator: operatorId });
}
