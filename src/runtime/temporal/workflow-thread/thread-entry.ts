/**
 * Entry of the thread that runs workflows: removes two costs of the SDK's sandbox, then loads the SDK's own entry.
 * Reasons and figures: docs/decisions/0086-a-workflow-thread-without-traces-and-watchdogs.md.
 */
import { createRequire } from 'node:module';
import v8 from 'node:v8';
import vm from 'node:vm';
import { workerData } from 'node:worker_threads';
import type { WorkflowThreadData } from './create-lean-threads.ts';

type RunOptions = Parameters<vm.Script['runInContext']>[1];

const { entry, calls } = workerData as WorkflowThreadData;
leaveOutStackTraces();
if (calls) countCalls(new Int32Array(calls));
createRequire(import.meta.url)(entry);

/** The SDK takes a stack trace for each promise, to answer stack trace queries. It supports a runtime without promise hooks: it warns once and refuses those queries. */
function leaveOutStackTraces(): void {
  v8.promiseHooks.createHook = () => {
    // The warning would be plain text between the JSON lines of the log.
    // oxlint-disable no-console
    const { warn } = console;
    console.warn = () => {
      console.warn = warn;
    };
    // oxlint-enable no-console
    throw new Error('Workflows run without promise hooks');
  };
}

/**
 * The SDK limits each call into the sandbox to 5 s, for which `vm` starts and ends a thread each time. Instead, a counter in shared
 * memory is odd while a call runs. A watchdog in the main thread ends the workflow thread when one call takes too long.
 */
function countCalls(counter: Int32Array): void {
  const run = vm.Script.prototype.runInContext;
  vm.Script.prototype.runInContext = function runCounted(this: vm.Script, context: vm.Context, options?: RunOptions) {
    if (typeof options !== 'object' || options.timeout === undefined) return run.call(this, context, options);
    const { timeout: _, ...withoutTimeout } = options;
    Atomics.add(counter, 0, 1);
    try {
      return run.call(this, context, withoutTimeout);
    } finally {
      Atomics.add(counter, 0, 1);
    }
  };
}
