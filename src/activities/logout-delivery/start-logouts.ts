import { recordLogoutFailed } from '../../commands/tokens/logouts/logout-delivery.ts';
import {
  claimNewLogouts,
  findForgottenLogouts,
  findOverdueLogouts,
} from '../../commands/tokens/logouts/start-logouts.ts';
import type { ActivityDeps } from '../activity-deps.ts';

type Deps = Pick<ActivityDeps, 'em' | 'clock' | 'engine' | 'log'>;

/** Starts the workflows of logouts that have just become due. What cannot be started now is left to the sweeper. */
export async function startNewLogouts(deps: Deps): Promise<void> {
  for (const logout of await claimNewLogouts(deps)) await deps.engine.logoutDelivery.start(logout);
}

/**
 * Starts the logouts whose workflow was never started, and ends those whose workflow is missing.
 * @returns the number of started or ended deliveries.
 */
export async function sweepLogouts(deps: Deps): Promise<number> {
  let swept = 0;
  for (const logout of await findForgottenLogouts(deps)) {
    if (!(await deps.engine.logoutDelivery.start(logout))) continue;
    swept += 1;
    deps.log.warn({ delivery_id: logout.id }, 'started a logout that no workflow looked after');
  }
  for (const id of await findOverdueLogouts(deps)) {
    await recordLogoutFailed(deps, id);
    swept += 1;
  }
  return swept;
}
