import type { Context } from 'koa';
import { loadFlow } from '../../commands/authentication/flow/load-state.ts';
import type { FlowState } from '../../commands/authentication/flow/load-state.ts';
import type { FlowKey } from '../../commands/authentication/flow/find-flow.ts';
import type { Logger } from '../../config/logger.ts';
import { CountersignError } from '../../errors/countersign-error.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { openEventStream } from '../http/streaming/event-stream.ts';
import type { NewestStreams } from '../http/streaming/newest-streams.ts';
import { presentFlow } from './presenter.ts';

/** Milliseconds between reads, in case a notification was lost with its connection. */
const lookInterval = 5_000;

/** `watchers`: of each flow, those that its browser has open. Added once the browser has shown that the flow is its own. */
type WatchingDeps = ApiDeps & { watchers: NewestStreams };

interface Following {
  context: Context;
  key: FlowKey;
  signal: AbortSignal;
}

/**
 * The states of a flow: the one of now, and the next after each notification of it or of the transaction that it waits for, and now and
 * then without one. Waiting holds no database connection.
 */
async function* followFlow(deps: ApiDeps, { context, key, signal }: Following): AsyncGenerator<FlowState> {
  const origin = requestOriginOf(context);
  let subjectId: string | undefined;
  for (;;) {
    const done = new AbortController();
    const ends = AbortSignal.any([signal, done.signal]);
    // Subscribe before the read, so that no change in between is missed.
    const notified = [deps.notifications.waitFor('flow', key.sessionId, lookInterval, ends)];
    if (subjectId) notified.push(deps.notifications.waitFor('transaction', subjectId, lookInterval, ends));
    try {
      const state = await loadFlow(deps, key, origin);
      const isKnown = state.subjectId === subjectId;
      subjectId = state.subjectId;
      // What it waits for now was not subscribed to before the read: read again.
      if (!isKnown && subjectId) continue;
      yield state;
      if (signal.aborted) return;
      await Promise.race(notified);
    } finally {
      done.abort();
    }
  }
}

/** The flow once it waits for nothing more that happens elsewhere, or for something else, after `timeoutMs`, or when too many wait for it. */
export async function waitForFlow(
  deps: WatchingDeps,
  { context, key, abort, timeoutMs }: { context: Context; key: FlowKey; abort: AbortSignal; timeoutMs: number },
): Promise<FlowState> {
  const tooMany = new AbortController();
  const signal = AbortSignal.any([abort, deps.stopping, AbortSignal.timeout(timeoutMs), tooMany.signal]);
  let first: FlowState | undefined;
  let forget: (() => void) | undefined;
  try {
    for await (const state of followFlow(deps, { context, key, signal })) {
      first ??= state;
      if (timeoutMs === 0 || signal.aborted || !isWaiting(state) || hasChanged(first, state)) return state;
      forget ??= deps.watchers.add(key.sessionId, () => tooMany.abort());
    }
  } finally {
    forget?.();
  }
  throw new Error('A flow that is followed has a state');
}

function isWaiting({ flow }: FlowState): boolean {
  return flow.status === 'challenge_sent' || flow.status === 'approval_pending';
}

function hasChanged(first: FlowState, now: FlowState): boolean {
  return first.flow.challengeId !== now.flow.challengeId || first.flow.status !== now.flow.status;
}

/** Sends the flow as the event `flow`, at once and after each change, until it has ended. */
export async function streamFlow(deps: WatchingDeps, context: Context, key: FlowKey, log: Logger): Promise<void> {
  // Loaded before the answer begins, so that a refusal is answered as one.
  await loadFlow(deps, key, requestOriginOf(context));
  const stream = openEventStream(context, deps.stopping);
  const forget = deps.watchers.add(key.sessionId, stream.end);
  stream.closed.addEventListener('abort', forget);
  const send = async () => {
    let last = '';
    for await (const state of followFlow(deps, { context, key, signal: stream.closed })) {
      const shown = presentFlow(state);
      const text = JSON.stringify(shown);
      if (text !== last) stream.send('flow', shown);
      last = text;
      if (['completed', 'cancelled', 'failed'].includes(state.flow.status)) break;
    }
    stream.end();
  };
  void send().catch((error: unknown) => {
    if (!(error instanceof CountersignError)) log.warn({ err: error }, 'stream of a flow ended');
    stream.end();
  });
}
