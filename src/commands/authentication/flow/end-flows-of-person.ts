import type { EntityManager } from '@mikro-orm/postgresql';
import { notify } from '../../../database/notify.ts';
import { livingStatuses } from '../../../domain/authentication/flow/status.ts';
import { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import { noOpenWork } from '../../removals/removals.ts';
import type { ChangedPassword, OpenWork, RemovedPerson } from '../../removals/removals.ts';

/** A person who is deleted or disabled signs in nowhere any more: their flows end. */
export async function endFlowsOfPerson(em: EntityManager, { userId }: RemovedPerson): Promise<OpenWork> {
  await endFlows(em, { personId: userId });
  return noOpenWork;
}

/** The sign-ins of a person but the one in which they changed their password: the former one may have been proven in them. */
export async function endOtherFlows(em: EntityManager, { userId, flowId }: ChangedPassword): Promise<void> {
  await endFlows(em, { personId: userId, id: { $nin: [flowId ?? ''] } });
}

async function endFlows(em: EntityManager, which: { personId: string; id?: { $nin: string[] } }): Promise<void> {
  const living = { ...which, status: { $in: [...livingStatuses, 'completed' as const] }, usedAt: null };
  const flows = await em.find(AuthenticationFlow, living, { fields: ['id'] });
  await em.nativeUpdate(AuthenticationFlow, living, { status: 'failed', challengeId: null });
  for (const { id } of flows) await notify(em, 'flow', id);
}
