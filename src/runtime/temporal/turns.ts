import { CountersignError } from '../../errors/countersign-error.ts';
import { processLimits } from '../../domain/rate-limits/limits.ts';

/** Runs one call at a time to each workflow. */
export type Turns = <Result>(workflowId: string, call: () => Promise<Result>) => Promise<Result>;

/**
 * Many concurrent updates of one workflow collapse: each needs its own workflow task, and the server cancels and repeats them (16
 * concurrent: 60 a second with a p99 of 4 s; 64: 10 a second, "task not found"). One after the other they take some milliseconds each. A
 * workflow gets one update at a time from each process, so this suffices for several replicas, too.
 * @param most the number of waiting calls. Double taps of a user and repeated requests of a site are few; more is a flood.
 * @throws CountersignError engine_unreachable, at once and with `Retry-After`, while too many calls wait.
 */
export function createTurns(most: number = processLimits['updates-waiting'].most): Turns {
  const lines = new Map<string, { last: Promise<unknown>; length: number }>();
  return async (workflowId, call) => {
    const line = lines.get(workflowId) ?? { last: Promise.resolve(), length: 0 };
    if (line.length > most)
      throw new CountersignError('engine_unreachable', {
        retryAfterSeconds: 1,
        detail: 'too many calls to one workflow at once',
      });
    lines.set(workflowId, line);
    line.length += 1;
    const turn = line.last.then(call);
    line.last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      line.length -= 1;
      if (line.length === 0) lines.delete(workflowId);
    }
  };
}
