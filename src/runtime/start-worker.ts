import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import { createActivities } from '../activities/create-activities.ts';
import type { Deps } from './deps.ts';
import { followOwedWork } from './follow-owed-work.ts';
import { createForgerySinks } from './temporal/forgery-sinks.ts';
import { ensureSchedules } from './temporal/schedules.ts';
import { createDataConverter } from './temporal/temporal-connection.ts';
import { loadWorkflowBundle } from './temporal/workflow-bundle.ts';
import { createLeanThreads } from './temporal/workflow-thread/create-lean-threads.ts';
import type { LeanThreads } from './temporal/workflow-thread/create-lean-threads.ts';

/** Milliseconds between restarts of a failed worker. */
const pause = 1_000;
/**
 * The number of open workflows in memory: 0.16 MB each (docs/performance.md). The least recently used one is evicted first and costs one
 * replay when it continues. A busy process starts as many in a minute; a workflow that waits longer mostly waits for its deadline or for the
 * next try of a callback.
 */
const cachedWorkflows = 1_000;

export interface RunningWorker {
  /** Resolves once the worker polls for the first time, or waits for its clock to be right. */
  ready: Promise<void>;
  /** Whether the worker polls now. */
  isWorking(): boolean;
  /** Resolves when running activities have finished. */
  stop(): Promise<void>;
}

/**
 * Runs a worker until it is stopped. A failed worker, as after Temporal was unreachable for long, is replaced by a new one. While the clock of
 * this process is wrong no worker runs, as it would expire, sweep and prune by that clock; workers with a right clock take its tasks.
 * @param loadBundle loads the workflows; those of the product by default.
 */
export function startWorker(deps: Deps, loadBundle = loadWorkflowBundle): RunningWorker {
  const threads = createLeanThreads(deps);
  const ready = Promise.withResolvers<void>();
  const stopped = new AbortController();
  let current: Worker | undefined;
  const run = async () => {
    const workflowBundle = await loadBundle(deps.log);
    while (!stopped.signal.aborted) {
      if (!deps.clockWatch.isWithinLimit()) ready.resolve();
      await deps.clockWatch.agreed(stopped.signal);
      if (stopped.signal.aborted) return;
      try {
        await ensureSchedules(deps);
        current = await createWorker(deps, threads, workflowBundle);
        const working = current.run();
        if (stopped.signal.aborted || !deps.clockWatch.isWithinLimit()) current.shutdown();
        ready.resolve();
        await working;
      } catch (error) {
        deps.log.warn({ err: error }, 'the worker stopped and will be started again');
      }
      current = undefined;
      await sleep(pause, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  const isWorking = () => current?.getState() === 'RUNNING';
  deps.clockWatch.onExceeded(() => {
    if (isWorking()) current?.shutdown();
  });
  const unfollow = followOwedWork(deps);
  const running = run();
  running.catch(ready.reject);
  return {
    ready: ready.promise,
    isWorking,
    stop: async () => {
      stopped.abort();
      unfollow();
      if (isWorking()) current?.shutdown();
      await running.catch(() => undefined);
    },
  };
}

async function createWorker(deps: Deps, threads: LeanThreads, workflowBundle: { code: string }): Promise<Worker> {
  const { connection } = await deps.temporal.connect();
  // The SDK does not expose its workflow thread; no other code creates a thread meanwhile.
  process.on('worker', deps.metrics.watchWorkflowThread);
  try {
    return await threads.within(() =>
      Worker.create({
        connection,
        namespace: deps.environment.temporalNamespace,
        taskQueue: deps.environment.temporalTaskQueue,
        workflowBundle,
        activities: createActivities(deps),
        dataConverter: createDataConverter(deps.keyring, 'emptied'),
        sinks: createForgerySinks(deps),
        shutdownGraceTime: '2500 ms',
        maxCachedWorkflows: cachedWorkflows,
      }),
    );
  } finally {
    process.off('worker', deps.metrics.watchWorkflowThread);
  }
}
