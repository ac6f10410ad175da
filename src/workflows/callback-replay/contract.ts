/** Type name of the workflow. */
export const callbackReplayWorkflow = 'replayCallback';

/** Identifies a run of delivery attempts: 0 continues after the failed first try of the recording process, others are replays by operators. */
export interface CallbackReplayRun {
  transactionId: string;
  /** 1 is the first replay. An earlier run ends at its next try, as a later run has taken the callback over. */
  replay: number;
}

/** Properties of the transaction of a callback. */
export interface CallbackLabels {
  method: string;
  typeName: string;
  userId: string | null;
  application: string | null;
}

export interface CallbackReplayInput extends CallbackReplayRun {
  /** For the memo. */
  requestId: string;
  /** Milliseconds until its first try. */
  startDelay?: number;
  /** Search attributes for operators. */
  about?: CallbackLabels;
}

/** The workflow id of a replay, which makes starts idempotent over all processes. */
export function callbackReplayId({ transactionId, replay }: CallbackReplayRun): string {
  return `callback-replay/${transactionId}/${replay}`;
}
