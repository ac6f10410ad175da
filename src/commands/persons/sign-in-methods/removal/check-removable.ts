import type { EntityManager } from '@mikro-orm/postgresql';
import { isLastWayIn } from '../../../../domain/persons/sign-in-methods/removal-rules.ts';
import type { RemovableMethod } from '../../../../domain/persons/sign-in-methods/removal-rules.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../../command-deps.ts';
import { removableMethods } from '../list/own-methods.ts';
import type { MethodPolicy } from './method-policy.ts';

/** What commands that take methods away need besides. */
export interface RemovalDeps extends Pick<CommandDeps, 'clock'> {
  methodPolicy: MethodPolicy;
}

/**
 * Refuses to take a method away without which its person could not sign in any more.
 * @throws CountersignError `last_method`, `method_required_by_policy`
 */
export async function checkRemovable(
  deps: RemovalDeps,
  em: EntityManager,
  personId: string,
  method: Pick<RemovableMethod, 'id' | 'type'>,
): Promise<void> {
  const all = await removableMethods(deps, em, personId);
  if (isLastWayIn(all, method)) throw new CountersignError('last_method');
  const demanded = await deps.methodPolicy.findDemanded(em, personId, all);
  if (demanded.includes(method.id)) throw new CountersignError('method_required_by_policy');
}
