import { allHandlersFinished, condition, defineUpdate, proxyLocalActivities, setHandler } from '@temporalio/workflow';

/** The decision of the empty workflow. */
export const decideUpdate = defineUpdate<string, [string]>('decide');
/** Answers once the workflow runs: what an API could wait for instead of a notification of the database. */
export const dispatchedUpdate = defineUpdate<string>('dispatched');

/** The shape of an approval and nothing else: start, one timer, one update, end. */
export async function emptyApproval(timeToLiveMs: number): Promise<string> {
  let decision: string | undefined;
  setHandler(dispatchedUpdate, () => 'dispatched');
  setHandler(decideUpdate, (given: string) => {
    decision = given;
    return given;
  });
  await condition(() => decision !== undefined, timeToLiveMs);
  await condition(allHandlersFinished);
  return decision ?? 'expired';
}

const { nothing } = proxyLocalActivities<{ nothing(): Promise<void> }>({ startToCloseTimeout: '10 s' });

/** The shape of a use of an action token and nothing else: start, so many local activities, end. */
export async function emptyUse(activities: number): Promise<string> {
  for (let done = 0; done < activities; done += 1) await nothing();
  return 'succeeded';
}
