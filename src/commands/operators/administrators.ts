import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Operator } from '../../entities/people/operator.ts';
import { CountersignError } from '../../errors/countersign-error.ts';

/**
 * Keeps every other change of operators waiting until this transaction ends, and makes sure that the actor is still an
 * enabled ADMIN in it. As nobody removes themselves, one is left: of two who remove each other at the same moment, one does.
 * @throws CountersignError invalid_session when the actor is no enabled ADMIN any more.
 */
export async function lockAdministrators(em: EntityManager, actorId: string): Promise<void> {
  const administrators = await em.find(Operator, { role: 'ADMIN', disabled: false }, { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } });
  if (!administrators.some(({ id }) => id === actorId)) throw new CountersignError('invalid_session');
}
