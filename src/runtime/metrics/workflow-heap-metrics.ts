import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker as Thread } from 'node:worker_threads';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

export interface WorkflowHeapMetrics {
  /** Counts a thread in until it ends. */
  watchWorkflowThread(thread: Thread): void;
}

/** Milliseconds a scrape waits for a thread that does not tell: one that is stuck in native code, or just ends. */
const patience = 1_000;

/**
 * The heap in which workflows live. It is one of its own, beside the one that `nodejs_heap_*` tell of, and a process whose
 * workflows fill it to its limit ends.
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

/** Nothing of a thread that does not tell. */
function readHeap(thread: Thread) {
  return Promise.race([thread.getHeapStatistics().catch(() => undefined), sleep(patience, undefined, { ref: false })]);
}
