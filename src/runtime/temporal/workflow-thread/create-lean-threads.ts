import { createRequire } from 'node:module';
import workerThreads from 'node:worker_threads';
import type { Worker as Thread, WorkerOptions as ThreadOptions } from 'node:worker_threads';
import type { Logger } from '../../../config/logger.ts';
import { watchCalls } from './watch-calls.ts';

/** The SDK version whose workflow thread was reviewed. Threads of another version run unchanged. */
const knownVersion = '1.24.0';
/** Milliseconds for one call into the sandbox: the SDK's own limit. */
const longestCall = 5_000;
const threadEntry = new URL('./thread-entry.ts', import.meta.url);
const sdkEntry = /@temporalio[\\/]worker[\\/]lib[\\/]workflow[\\/]workflow-worker-thread\.js$/;

export interface WorkflowThreadData {
  /** The file of the SDK's own entry. */
  entry: string;
  /** Counts calls into the sandbox, odd while one runs. Absent: the SDK's own time limit stays in place. */
  calls?: SharedArrayBuffer;
}

export interface LeanThreads {
  /** Runs work that makes the SDK start its workflow thread, as `Worker.create` does; the thread is started lean. */
  within<Result>(work: () => Promise<Result>): Promise<Result>;
}

/**
 * Workflow threads without stack traces for promises and without a watchdog thread for each call. An endless call is ended with its
 * thread, which makes the worker fail and restart; later threads keep the SDK's own limit, which fails only the workflow task that
 * loops.
 * @param installedVersion of the SDK.
 */
export function createLeanThreads(
  { log }: { log: Logger },
  installedVersion: string = readInstalledVersion(),
): LeanThreads {
  if (installedVersion !== knownVersion) {
    log.warn({ installed: installedVersion, known: knownVersion }, 'workflows run in threads of the SDK as they come');
    return { within: (work) => work() };
  }
  let hasLooped = false;
  const onEndless = (thread: Thread) => {
    hasLooped = true;
    log.error({ longest_call_ms: longestCall }, 'a workflow did not give its thread back; the worker starts anew');
    void thread.terminate();
  };
  return { within: (work) => replaceThreads((entry) => startThread(entry, hasLooped ? undefined : onEndless), work) };
}

function startThread(entry: string, onEndless?: (thread: Thread) => void): Thread {
  const data: WorkflowThreadData = { entry };
  if (onEndless) data.calls = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const thread = new OriginalThread(threadEntry, { workerData: data });
  if (data.calls && onEndless) watchCalls(thread, new Int32Array(data.calls), longestCall, () => onEndless(thread));
  return thread;
}

const OriginalThread = workerThreads.Worker;

/** The SDK reads `Worker` from the module when it starts a thread. It starts no other threads while this work runs. */
async function replaceThreads<Result>(start: (entry: string) => Thread, work: () => Promise<Result>): Promise<Result> {
  const exported = workerThreads as { Worker: typeof workerThreads.Worker };
  const before = exported.Worker;
  exported.Worker = class extends before {
    constructor(file: string | URL, options?: ThreadOptions) {
      if (typeof file === 'string' && sdkEntry.test(file)) return start(file) as never;
      super(file, options);
    }
  };
  try {
    return await work();
  } finally {
    exported.Worker = before;
  }
}

function readInstalledVersion(): string {
  const { version } = createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string };
  return version;
}
