import { CountersignError, isCountersignError } from '../errors.ts';
import type { ServerKey } from '../key-enrollment/server-key.ts';
import { Answer } from '../transport/answers.ts';
import type { AppApi } from '../transport/app-api.ts';
import { parseObject } from '../transport/problem.ts';
import { readServerSentEvents } from '../transport/server-sent-events.ts';
import { takeOpenTransactions, type OpenTransaction } from './open-transactions.ts';

export interface WatchOptions {
  api: AppApi;
  serverKey: ServerKey;
  delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds without data after which a stream counts as lost; the server sends data every 15 s. */
  silenceMs?: number;
}

const temporary = ['offline', 'network', 'service_unavailable', 'rate_limited', 'slow_down'] as const;
const SILENCE_MS = 45_000;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 15_000;

/**
 * Calls back with the open transactions, at once and after every change, until the signal aborts; then it resolves.
 * A lost stream is opened again. Rejects when trying again cannot help.
 */
export async function watchTransactions(
  options: WatchOptions,
  profileId: string,
  onChange: (open: OpenTransaction[]) => void,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  const received = (open: OpenTransaction[]) => {
    failures = 0;
    onChange(open);
  };
  while (!signal.aborted) {
    try {
      await readStream(options, profileId, received, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!isCountersignError(error, ...temporary)) throw error;
    }
    failures++;
    await options.delay(backoff(failures), signal).catch(() => undefined);
  }
}

/** Reads one connection to its end. */
async function readStream(
  { api, serverKey, silenceMs = SILENCE_MS }: WatchOptions,
  profileId: string,
  received: (open: OpenTransaction[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const connection = new AbortController();
  const stop = () => connection.abort();
  let watchdog = setTimeout(stop, silenceMs);
  const alive = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(stop, silenceMs);
  };
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    const response = await api.stream(profileId, '/transactions/stream', connection.signal);
    if (!response.body) throw new CountersignError('unexpected_answer', { detail: 'this fetch cannot stream' });
    for await (const { event, data } of readServerSentEvents(response.body, alive)) {
      if (event === 'transactions')
        received(await takeOpenTransactions({ serverKey }, profileId, new Answer(parseObject(data))));
    }
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener('abort', stop);
    stop();
  }
}

function backoff(failures: number): number {
  return Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}
