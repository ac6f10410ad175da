import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';

const patience = 10_000;

/** Waits until something of the world has happened. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patience;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Not within ${patience} ms: ${isSo}`);
    await pause(10);
  }
}

/** Waits until a workflow has taken in this many updates, whether or not it has decided them. */
export function accepted(handle: WorkflowHandle, count: number): Promise<void> {
  return until(async () => {
    const { events } = await handle.fetchHistory();
    return (events ?? []).filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes).length === count;
  });
}
