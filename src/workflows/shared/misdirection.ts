import type { Sealed } from '../../domain/sealed.ts';

/**
 * The reason why an update is misdirected or unsealed, as far as a workflow can check without a key; undefined: none.
 * @param taken seals of the updates that were accepted before: each counts once.
 */
export function misdirection(
  workflowId: string,
  taken: ReadonlySet<string>,
  said: Partial<Sealed<object>> | null | undefined,
): string | undefined {
  if (!said || typeof said.seal !== 'string') return 'not sealed';
  if (said.workflowId !== workflowId) return 'for another workflow';
  return taken.has(said.seal) ? 'taken before' : undefined;
}
