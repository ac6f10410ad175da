import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';

const timeoutMs = 45_000;
const longestPauseMs = 100;

/** Waits until the condition holds. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (let next = 10; !(await isSo()); next = Math.min(next * 1.5, longestPauseMs)) {
    if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${isSo}`);
    await pause(next);
  }
}

/** Waits until a workflow has accepted this many updates, decided or not. */
export function accepted(handle: WorkflowHandle, count: number): Promise<void> {
  return until(async () => {
    const { events } = await handle.fetchHistory();
    return (events ?? []).filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes).length === count;
  });
}
