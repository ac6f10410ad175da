import { readHistory } from '../../histories/history-files.ts';

interface Payloads {
  payloads?: { data: string }[];
}

/** The data of a kept history about its workflow. */
export interface KeptWorkflow<Input = unknown, Result = unknown> {
  name: string;
  type: string;
  input: Input;
  result: Result;
  /** Index of the step that was dispatched; undefined when no dispatch succeeded. */
  dispatched: number | undefined;
}

/** @param name Name of the history. */
export function readKeptWorkflow(name: string): KeptWorkflow {
  const events = readHistory(name).events as Record<string, Record<string, unknown> | undefined>[];
  const started = events[0]?.['workflowExecutionStartedEventAttributes'] as {
    workflowType: { name: string };
    input?: Payloads;
  };
  const completed = events.at(-1)?.['workflowExecutionCompletedEventAttributes'] as { result?: Payloads };
  const sent = events.flatMap((event) => dispatchOf(event, events) ?? []);
  const dispatched = sent.indexOf(true);
  return {
    name,
    type: started.workflowType.name,
    input: read(started.input),
    result: read(completed.result),
    dispatched: dispatched < 0 ? undefined : dispatched,
  };
}

function read(payloads: Payloads | undefined): unknown {
  const data = payloads?.payloads?.[0]?.data;
  return data === undefined ? undefined : JSON.parse(Buffer.from(data, 'base64').toString());
}

const dispatches = ['dispatchPush', 'offerOtp', 'dispatchSms'];

/** Whether an event is a successful dispatch; undefined for other events and for resends. */
function dispatchOf(
  event: Record<string, Record<string, unknown> | undefined>,
  events: (typeof event)[],
): boolean | undefined {
  const marker = event['markerRecordedEventAttributes'] as
    | { details?: { data?: Payloads; result?: Payloads } }
    | undefined;
  if (marker) {
    const { activity_type: type } = read(marker.details?.data) as { activity_type: string };
    return dispatches.includes(type) ? isSent(read(marker.details?.result)) : undefined;
  }
  const ended = (event['activityTaskCompletedEventAttributes'] ??
    event['activityTaskFailedEventAttributes'] ??
    event['activityTaskTimedOutEventAttributes'] ??
    event['activityTaskCanceledEventAttributes']) as { scheduledEventId: string; result?: Payloads } | undefined;
  const scheduled =
    ended &&
    (events[Number(ended.scheduledEventId) - 1]?.['activityTaskScheduledEventAttributes'] as {
      activityType: { name: string };
    });
  return scheduled && dispatches.includes(scheduled.activityType.name) ? isSent(read(ended.result)) : undefined;
}

function isSent(result: unknown): boolean {
  return (result as { sent?: boolean } | undefined)?.sent === true;
}
