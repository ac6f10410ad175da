import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Operator } from '../../entities/people/operator.ts';
import { CountersignError } from '../../errors/countersign-error.ts';

/**
 * Keeps every other change of operators waiting until this transaction ends: of two ADMINs who remove each other at the same
 * moment one stays.
 * @throws CountersignError invalid_session when the actor is no enabled ADMIN any more.
 */
export async function lockAdministrators(em: EntityManager, actorId: string): Promise<void> {
  const administrators = await em.find(Operator, { role: 'ADMIN', disabled: false }, { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } });
  if (!administrators.some(({ id }) => id === actorId)) throw new CountersignError('invalid_session');
}

/** @throws CountersignError last_administrator when nobody but this one is left to administrate. */
export async function checkAnotherAdministrator(em: EntityManager, operatorId: string): Promise<void> {
  const others = await em.count(Operator, { role: 'ADMIN', disabled: false, id: { $ne: operatorId } });
  if (others === 0) throw new CountersignError('last_administrator');
}
