import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import { createActivities } from '../activities/create-activities.ts';
import type { Deps } from './deps.ts';
import { ensureSchedules } from './temporal/schedules.ts';
import { createDataConverter } from './temporal/temporal-connection.ts';
import { loadWorkflowBundle } from './temporal/workflow-bundle.ts';

/** Milliseconds between tries to get a worker going again. */
const pause = 1_000;
/**
 * Open workflows that are kept in memory: 0.16 MB each (docs/performance.md). The longest untouched goes first, and costs one replay when it
 * goes on. So many are what a busy process starts in a minute; who waits longer is on his way to the deadline, or a callback to its next try.
 */
const cachedWorkflows = 1_000;

export interface RunningWorker {
  /** Resolves once it polls for the first time. */
  ready: Promise<void>;
  /** Whether it polls now. */
  isWorking(): boolean;
  /** Lets what runs finish, then resolves. */
  stop(): Promise<void>;
}

/** Runs a worker until it is stopped. A worker that fails, as when Temporal was away for long, is made anew. */
export function startWorker(deps: Deps): RunningWorker {
  const ready = Promise.withResolvers<void>();
  const stopped = new AbortController();
  let current: Worker | undefined;
  const run = async () => {
    const workflowBundle = await loadWorkflowBundle(deps.log);
    while (!stopped.signal.aborted) {
      try {
        await ensureSchedules(deps);
        current = await createWorker(deps, workflowBundle);
        const working = current.run();
        if (stopped.signal.aborted) current.shutdown();
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
  const running = run();
  running.catch(ready.reject);
  return {
    ready: ready.promise,
    isWorking,
    stop: async () => {
      stopped.abort();
      if (isWorking()) current?.shutdown();
      await running.catch(() => undefined);
    },
  };
}

async function createWorker(deps: Deps, workflowBundle: { code: string }): Promise<Worker> {
  const { connection } = await deps.temporal.connect();
  // The SDK does not hand out the thread it makes for workflows; nothing else makes one meanwhile.
  process.on('worker', deps.metrics.watchWorkflowThread);
  try {
    return await Worker.create({
      connection,
      namespace: deps.environment.temporalNamespace,
      taskQueue: deps.environment.temporalTaskQueue,
      workflowBundle,
      activities: createActivities(deps),
      dataConverter: createDataConverter(deps.keyring),
      shutdownGraceTime: '2500 ms',
      maxCachedWorkflows: cachedWorkflows,
    });
  } finally {
    process.off('worker', deps.metrics.watchWorkflowThread);
  }
}
