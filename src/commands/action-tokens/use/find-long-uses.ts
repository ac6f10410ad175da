import { ActionToken } from '../../../entities/action-tokens/action-token.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Milliseconds after which a use is looked at: no use that goes well takes so long. */
const longMs = 60_000;
const mostAtOnce = 100;

/** Uses that have been running for long: their workflow waits for the database, or is gone. */
export async function findLongUses({ em, clock }: Pick<CommandDeps, 'em' | 'clock'>): Promise<ActionToken[]> {
  const since = new Date(clock().getTime() - longMs);
  const long = { status: 'running', takenAt: { $lt: since } } as const;
  return em().find(ActionToken, long, { orderBy: { takenAt: 'asc' }, limit: mostAtOnce });
}
