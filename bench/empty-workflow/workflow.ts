import { allHandlersFinished, condition, defineUpdate, setHandler } from '@temporalio/workflow';

/** The decision of the empty workflow. */
export const decideUpdate = defineUpdate<string, [string]>('decide');

/** The shape of an approval and nothing else: start, one timer, one update, end. */
export async function emptyApproval(timeToLiveMs: number): Promise<string> {
  let decision: string | undefined;
  setHandler(decideUpdate, (given: string) => {
    decision = given;
    return given;
  });
  await condition(() => decision !== undefined, timeToLiveMs);
  await condition(allHandlersFinished);
  return decision ?? 'expired';
}
