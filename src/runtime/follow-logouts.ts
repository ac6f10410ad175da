import { startNewLogouts } from '../activities/logout-delivery/start-logouts.ts';
import type { Deps } from './deps.ts';

/**
 * Starts the delivery of logout tokens when any process has ended a session. What fails is left to the sweeper.
 * @returns ends it.
 */
export function followLogouts(deps: Deps): () => void {
  let isRunning = false;
  let isDue = false;
  const run = async (): Promise<void> => {
    isDue = true;
    if (isRunning) return;
    isRunning = true;
    while (isDue) {
      isDue = false;
      await startNewLogouts(deps).catch((error: unknown) =>
        deps.log.warn({ err: error }, 'logouts are left to the sweeper'),
      );
    }
    isRunning = false;
  };
  return deps.notifications.subscribeAll('logout', () => void run());
}
