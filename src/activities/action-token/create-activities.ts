import { endUse } from '../../commands/action-tokens/use/end-use.ts';
import type { Ending } from '../../commands/action-tokens/use/end-use.ts';
import { performAction, undoAction } from '../../commands/action-tokens/use/perform-action.ts';
import type { ActionResult, ActionWork } from '../../commands/action-tokens/use/perform-action.ts';
import { takeToken } from '../../commands/action-tokens/use/take-token.ts';
import type { Taking } from '../../commands/action-tokens/use/take-token.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/** The activities of action tokens. Each is one transaction, and idempotent by the row of the token. */
export function createActionTokenActivities(deps: ActivityDeps) {
  return {
    /** @returns false: it is not open, or another caller uses it. */
    takeToken: (taking: Taking): Promise<boolean> => takeToken(deps, taking),
    performAction: (work: ActionWork): Promise<ActionResult> => performAction(deps, work),
    undoAction: (work: ActionWork): Promise<void> => undoAction(deps, work),
    endUse: (ending: Ending): Promise<void> => endUse(deps, ending),
  };
}

export type ActionTokenActivities = ReturnType<typeof createActionTokenActivities>;
