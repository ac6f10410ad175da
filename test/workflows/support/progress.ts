import type { WorkflowHandle } from '@temporalio/client';
import { expect } from 'vitest';

/** Waits until something of the world has happened. */
export function until(isSo: () => boolean): Promise<void> {
  return expect.poll(isSo, { interval: 10, timeout: 10_000 }).toBe(true);
}

/** Waits until a workflow has taken in this many updates, whether or not it has decided them. */
export async function accepted(handle: WorkflowHandle, count: number): Promise<void> {
  await expect.poll(async () => ((await handle.fetchHistory()).events ?? []).filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes).length, { interval: 20, timeout: 10_000 }).toBe(count);
}
