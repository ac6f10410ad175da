import { once } from 'node:events';
import { Worker as Thread } from 'node:worker_threads';
import { Registry } from 'prom-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWorkflowHeapMetrics } from '../../src/runtime/metrics/workflow-heap-metrics.ts';

async function startThread(code: string): Promise<Thread> {
  const thread = new Thread(code, { eval: true });
  onTestFinished(async () => void (await thread.terminate()));
  await once(thread, 'online');
  return thread;
}

function createHeap() {
  const registry = new Registry();
  const metrics = createWorkflowHeapMetrics(registry);
  const read = async (): Promise<Record<string, number>> => {
    const [metric] = await registry.getMetricsAsJSON();
    return Object.fromEntries(metric?.values.map(({ labels, value }) => [labels['kind'], value]) ?? []);
  };
  return { ...metrics, read };
}

describe('countersign_workflow_heap_bytes', () => {
  it('has no value without a worker', async () => {
    expect(await createHeap().read()).toEqual({});
  });

  it('is the heap of the workflow thread, also while it is busy', async () => {
    const heap = createHeap();
    heap.watchWorkflowThread(
      await startThread('globalThis.kept = Array.from({ length: 2_000_000 }, () => ({})); for (;;);'),
    );
    await expect.poll(async () => (await heap.read())['used'], { timeout: 45_000 }).toBeGreaterThan(32_000_000);
    const { used, committed, limit } = (await heap.read()) as { used: number; committed: number; limit: number };
    expect(committed).toBeGreaterThanOrEqual(used);
    expect(limit).toBeGreaterThan(committed);
  });

  it('is the sum of two threads, also when it is read twice', async () => {
    const heap = createHeap();
    const idle = 'setInterval(() => {}, 60_000)';
    heap.watchWorkflowThread(await startThread(idle));
    const { limit: one } = await heap.read();
    heap.watchWorkflowThread(await startThread(idle));
    expect(await heap.read()).toMatchObject({ limit: Number(one) * 2 });
    expect(await heap.read()).toMatchObject({ limit: Number(one) * 2 });
  });

  it('omits an ended thread, and does not wait for one that ends while it is read', async () => {
    const heap = createHeap();
    const thread = await startThread('setInterval(() => {}, 60_000)');
    heap.watchWorkflowThread(thread);
    const reading = heap.read();
    await thread.terminate();
    await reading;
    expect(await heap.read()).toEqual({});
  });
});
