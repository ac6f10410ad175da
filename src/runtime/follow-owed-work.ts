import { startNewLogouts } from '../activities/logout-delivery/start-logouts.ts';
import { startNewRequests } from '../activities/ping-delivery/start-requests.ts';
import type { Deps } from './deps.ts';

/**
 * Starts the delivery of logout tokens when any process has ended a session, and goes on with backchannel requests. What fails is left to
 * the sweeper.
 * @returns ends it.
 */
export function followOwedWork(deps: Deps): () => void {
  const ends = [follow(deps, 'logout', startNewLogouts), follow(deps, 'backchannel', startNewRequests)];
  return () => ends.forEach((end) => end());
}

function follow(deps: Deps, topic: 'logout' | 'backchannel', start: (deps: Deps) => Promise<void>): () => void {
  let isRunning = false;
  let isDue = false;
  const run = async (): Promise<void> => {
    isDue = true;
    if (isRunning) return;
    isRunning = true;
    while (isDue) {
      isDue = false;
      await start(deps).catch((error: unknown) =>
        deps.log.warn({ err: error, topic }, 'what was written down is left to the sweeper'),
      );
    }
    isRunning = false;
  };
  return deps.notifications.subscribeAll(topic, () => void run());
}
