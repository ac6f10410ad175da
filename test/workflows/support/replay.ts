import '../../support/quiet-temporal.ts';
import { Worker } from '@temporalio/worker';
import { longActivations } from '../../support/time-skipping-server.ts';
import type { ReplayHistoriesIterable } from '@temporalio/worker';

/** Replays histories against the current workflows. @returns one line for each history that does not fit. */
export async function findBrokenReplays(
  workflowBundle: { code: string },
  histories: ReplayHistoriesIterable,
): Promise<string[]> {
  const broken: string[] = [];
  // In separate threads, as in the product: in debug mode workflows would install promise hooks in this process.
  const options = { workflowBundle, debugMode: false, ...longActivations };
  for await (const { workflowId, error } of Worker.runReplayHistories(options, histories)) {
    if (error) broken.push(`${workflowId}: ${error.message}`);
  }
  return broken;
}
