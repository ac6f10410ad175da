import { activityInfo } from '@temporalio/activity';
import { callbackPause } from '../domain/mobile-authentication/callback-retry.ts';
import type { ActivityDeps } from './activity-deps.ts';

/** Milliseconds until the next try of the running activity; undefined when its last try was made. */
export function pauseUntilNext(deps: Pick<ActivityDeps, 'random'>, now: Date): number | undefined {
  const { attempt, scheduledTimestampMs, scheduleToCloseTimeoutMs } = activityInfo();
  const pause = callbackPause(attempt, deps.random(4).readUInt32BE() / 2 ** 32);
  return now.getTime() + pause < scheduledTimestampMs + scheduleToCloseTimeoutMs ? pause : undefined;
}
