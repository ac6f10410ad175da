import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Operator } from '../../entities/operators/operator.ts';
import { CountersignError } from '../../errors/countersign-error.ts';

/**
 * Serialises changes of operators until this transaction ends, and requires that the actor is still an
 * enabled ADMIN. Operators cannot remove themselves, so one ADMIN always remains.
 * @throws CountersignError invalid_session when the actor is no enabled ADMIN any more.
 */
export async function lockAdministrators(em: EntityManager, actorId: string): Promise<void> {
  const administrators = await em.find(
    Operator,
    { role: 'ADMIN', disabled: false },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  if (!administrators.some(({ id }) => id === actorId)) throw new CountersignError('invalid_session');
}
