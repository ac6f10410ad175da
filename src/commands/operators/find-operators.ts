import { Operator } from '../../entities/operators/operator.ts';
import type { CommandDeps } from '../command-deps.ts';

/** Operators by username. @param after the username that the page before ended with. */
export async function findOperators(
  deps: Pick<CommandDeps, 'em'>,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<Operator[]> {
  return deps
    .em()
    .find(Operator, after === undefined ? {} : { username: { $gt: after } }, { orderBy: { username: 'asc' }, limit });
}

/** One operator, or null. */
export async function findOperator(deps: Pick<CommandDeps, 'em'>, id: string): Promise<Operator | null> {
  return deps.em().findOne(Operator, id);
}
