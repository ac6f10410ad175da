import { Worker } from '@temporalio/worker';
import type { ReplayHistoriesIterable } from '@temporalio/worker';

/** Runs histories against the workflows as they are now. @returns what is wrong, one line for each history that no longer fits. */
export async function findBrokenReplays(workflowBundle: { code: string }, histories: ReplayHistoriesIterable): Promise<string[]> {
  const broken: string[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    if (error) broken.push(`${workflowId}: ${error.message}`);
  }
  return broken;
}
