import { endUse } from '../../commands/action-tokens/use/end-use.ts';
import { findLongUses } from '../../commands/action-tokens/use/find-long-uses.ts';
import { undoAction } from '../../commands/action-tokens/use/perform-action.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/**
 * Undoes the uses of action tokens whose workflow is gone, as an operator terminated it or Temporal lost it: done whole or undone whole.
 * @returns the number of ended uses.
 */
export async function endLostUses(deps: ActivityDeps): Promise<number> {
  let ended = 0;
  for (const { id: tokenId, types, usedBy } of await findLongUses(deps)) {
    if ((await deps.workflows.look(tokenId)).state === 'open') continue;
    const requestId = tokenId;
    for (const action of types.toReversed()) await undoAction(deps, { tokenId, requestId, action });
    const caller = (usedBy ?? Buffer.alloc(0)).toString('base64url');
    await endUse(deps, { tokenId, requestId, caller, failure: { action: null, code: 'lost' } });
    deps.log.warn({ token_id: tokenId }, 'undid the use of an action token that no workflow looked after');
    ended += 1;
  }
  return ended;
}
