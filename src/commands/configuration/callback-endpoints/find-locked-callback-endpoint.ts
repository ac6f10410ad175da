import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { CallbackEndpoint } from '../../../entities/configuration/callback-endpoint.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

/**
 * A callback endpoint that is about to change.
 * @throws CountersignError `not_found`
 */
export async function findLockedCallbackEndpoint(em: EntityManager, id: string): Promise<CallbackEndpoint> {
  const endpoint = await em.findOne(CallbackEndpoint, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!endpoint) throw new CountersignError('not_found');
  return endpoint;
}
