/** Type name of the workflow. */
export const callbackReplayWorkflow = 'replayCallback';

/** Which of an operator's replays of a callback this is. */
export interface CallbackReplayRun {
  transactionId: string;
  /** 1 is the first one. The run that a later one takes the callback over from ends at its next try. */
  replay: number;
}

export interface CallbackReplayInput extends CallbackReplayRun {
  /** For the memo. */
  requestId: string;
}

/** One workflow for each replay, whoever starts it and how often. */
export function callbackReplayId({ transactionId, replay }: CallbackReplayRun): string {
  return `callback-replay/${transactionId}/${replay}`;
}
