import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker as Thread } from 'node:worker_threads';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

export interface WorkflowHeapMetrics {
  /** Includes a thread until it ends. */
  watchWorkflowThread(thread: Thread): void;
}

/** Milliseconds for which a scrape waits for a thread, which may be stuck in native code or about to end. */
const timeoutMs = 1_000;

/**
 * The heap of the workflow thread. It is separate from the one that `nodejs_heap_*` measure, and the process ends when
 * workflows fill it to its limit.
 */
export function createWorkflowHeapMetrics(registry: Registry): WorkflowHeapMetrics {
  const threads = new Set<Thread>();
  const gauge = new Gauge({
    name: 'countersign_workflow_heap_bytes',
    help: 'Heap of the thread that runs workflows, by kind: used (garbage included), committed, limit. None in a process without a worker',
    labelNames: ['kind'],
    registers: [],
    async collect() {
      const heaps = await Promise.all([...threads].map(readHeap));
      this.reset();
      for (const heap of heaps) {
        if (!heap) continue;
        this.inc({ kind: 'used' }, heap.used_heap_size);
        this.inc({ kind: 'committed' }, heap.total_physical_size);
        this.inc({ kind: 'limit' }, heap.heap_size_limit);
      }
    },
  });
  registry.registerMetric(gauge);
  return {
    watchWorkflowThread: (thread) => {
      threads.add(thread);
      thread.once('exit', () => threads.delete(thread));
    },
  };
}

/** Undefined for a thread that does not answer. */
function readHeap(thread: Thread) {
  return Promise.race([thread.getHeapStatistics().catch(() => undefined), sleep(timeoutMs, undefined, { ref: false })]);
}
