import { ProtectedResource } from '../../../entities/tokens/protected-resource.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Protected resources by identifier. */
export async function findResources(
  deps: Pick<CommandDeps, 'em'>,
  { limit, after = '' }: { limit: number; after?: string | undefined },
): Promise<ProtectedResource[]> {
  return deps.em().find(ProtectedResource, { identifier: { $gt: after } }, { orderBy: { identifier: 'asc' }, limit });
}

/** @throws CountersignError `resource_not_found` */
export async function findResource(deps: Pick<CommandDeps, 'em'>, id: string): Promise<ProtectedResource> {
  const resource = await deps.em().findOne(ProtectedResource, { id });
  if (!resource) throw new CountersignError('resource_not_found');
  return resource;
}
