import { setTimeout as sleep } from 'node:timers/promises';
import { PartFailure } from '../console/refusal.ts';
import { describeEnd, lastWords } from '../processes/child.ts';
import type { Service } from './service.ts';

export interface SupervisionOptions {
  /** Ends the supervision, also during a wait or a start. */
  signal: AbortSignal;
  /** Prints a message on the console. */
  say(text: string): void;
  /** Waits, and rejects when the signal is aborted; shorter in a test. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** The time of a monotonic clock in ms. */
  now?: () => number;
}

/** Why a part does not run, with the end of its log. */
interface Failure {
  reason: string;
  words: string;
}

/** The first pause; each further one is twice as long, up to the longest. */
const pauseMs = { first: 500, longest: 30_000 };
/** After this time of running a part is healthy: its next failure is the first of a new row. */
const healthyMs = 60_000;
/** After this number of failures in a row a part will hardly recover by itself. */
const hopelessAfter = 5;

/**
 * Restarts each part that ends by itself, until the signal; resolves when no start is in progress.
 * A failing part does not affect the others.
 */
export async function supervise(services: readonly Service[], options: SupervisionOptions): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    if (options.signal.aborted) resolve();
    else options.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.all(services.map((service) => keepRunning(service, aborted, options)));
}

async function keepRunning(service: Service, aborted: Promise<void>, options: SupervisionOptions): Promise<void> {
  const { signal, now = () => performance.now() } = options;
  let failures = 0;
  for (;;) {
    const runsSince = now();
    const end = await Promise.race([service.child.ended, aborted]);
    if (!end || signal.aborted) return;
    const { child } = service;
    const isHealthy = now() - runsSince >= healthyMs;
    const failure = { reason: `${child.name} ended by itself (${describeEnd(end)})`, words: lastWords(child) };
    failures = await startAgain(service, failure, isHealthy ? 0 : failures, options);
    if (signal.aborted) return;
    options.say(`${child.name} runs again.`);
  }
}

/** Tries until the part runs or the signal is aborted; returns the number of failures in a row. */
async function startAgain(
  service: Service,
  first: Failure,
  earlierFailures: number,
  { signal, say, wait = waitFor }: SupervisionOptions,
): Promise<number> {
  let failure = first;
  for (let failures = earlierFailures + 1; ; failures += 1) {
    const pause = Math.min(pauseMs.first * 2 ** (failures - 1), pauseMs.longest);
    say(describeFailure(service.child.name, failure, failures, pause));
    try {
      await wait(pause, signal);
      await service.start();
      return failures;
    } catch (error) {
      if (signal.aborted) return failures;
      failure = toFailure(error);
    }
  }
}

function describeFailure(name: string, { reason, words }: Failure, failures: number, pause: number): string {
  const next = `It is started again in ${pause / 1000} s.`;
  if (failures !== hopelessAfter) return `${reason}. ${next}`;
  return [
    `${reason}: the ${failures}th failure in a row. ${words}`,
    `  What to do: mend what the log of ${name} tells, or stop with Ctrl-C and start again. All other parts run on. ${next}`,
  ].join('\n');
}

function toFailure(error: unknown): Failure {
  if (error instanceof PartFailure) return error;
  return { reason: error instanceof Error ? error.message : String(error), words: '' };
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal });
}
