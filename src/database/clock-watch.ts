import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from '../config/logger.ts';

/** Milliseconds between measurements while the clocks agree ... */
const usualPause = 10_000;
/** ... and while they do not, or PostgreSQL could not be asked: what is refused meanwhile is served again soon after. */
const shortPause = 2_000;
/** Round trips of one measurement. The median of them is not moved by one that the machine or the network delayed. */
const roundTrips = 5;

/** Whether the clock of this process agrees with that of PostgreSQL, measured again and again. */
export interface ClockWatch extends Pick<Agreement, 'isWithinLimit' | 'agreed' | 'onExceeded'> {
  /** Measures once, then goes on by itself. Resolves after the first try, also when PostgreSQL is away. */
  start(): Promise<void>;
  /** Seconds that this process is ahead of PostgreSQL, negative when behind. Undefined until the first measurement. */
  skewSeconds(): number | undefined;
  close(): Promise<void>;
}

export interface ClockWatchOptions {
  em: () => EntityManager;
  clock: () => Date;
  log: Logger;
  /** Seconds that the clocks may differ, either way; 0: any number. */
  limitSeconds: number;
  /** Called with the seconds of each measurement. */
  onMeasured(skewSeconds: number): void;
}

/**
 * Compares the clock of this process with that of PostgreSQL. All processes share the latter, so two that agree with it agree with each
 * other. Each process has to measure itself, so this is a timer of the process and no schedule (docs/decisions/0091).
 */
export function createClockWatch({ em, clock, log, limitSeconds, onMeasured }: ClockWatchOptions): ClockWatch {
  const stopped = new AbortController();
  const { follow, ...agreement } = createAgreement(log, limitSeconds);
  let skewSeconds: number | undefined;
  let running: Promise<void> | undefined;
  const measure = async (): Promise<boolean> => {
    try {
      skewSeconds = Math.round(await measureSkew(em(), clock)) / 1000;
    } catch (error) {
      log.debug({ err: error }, 'the clock of PostgreSQL could not be read');
      return false;
    }
    onMeasured(skewSeconds);
    follow(skewSeconds);
    return true;
  };
  const goOn = async (wasMeasured: boolean): Promise<void> => {
    let isKnown = wasMeasured;
    while (!stopped.signal.aborted) {
      const pause = isKnown && agreement.isWithinLimit() ? usualPause : shortPause;
      await sleep(pause, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
      if (!stopped.signal.aborted) isKnown = await measure();
    }
  };
  return {
    ...agreement,
    start: async () => {
      const first = measure();
      running = first.then(goOn);
      await first;
    },
    skewSeconds: () => skewSeconds,
    close: async () => {
      stopped.abort();
      await running;
    },
  };
}

interface Agreement {
  follow(skewSeconds: number): void;
  /** Whether the clocks agree within the limit. True until the first measurement, and always when there is no limit. */
  isWithinLimit(): boolean;
  /** Resolves when the clocks agree, which may be now, or when the signal aborts. */
  agreed(signal: AbortSignal): Promise<void>;
  /** Calls the listener each time the clocks cease to agree. */
  onExceeded(listener: () => void): void;
}

function createAgreement(log: Logger, limitSeconds: number): Agreement {
  const whenAgreed = new Set<() => void>();
  const whenExceeded = new Set<() => void>();
  let agrees = true;
  return {
    follow: (skewSeconds) => {
      const agreed = agrees;
      agrees = limitSeconds === 0 || Math.abs(skewSeconds) <= limitSeconds;
      if (agreed === agrees) return;
      const fields = { skew_seconds: skewSeconds, limit_seconds: limitSeconds };
      if (agrees) log.warn(fields, 'the clock agrees with that of PostgreSQL again');
      else
        log.error(fields, 'the clock differs too much from that of PostgreSQL: nothing is served and no work is taken');
      for (const listener of agrees ? whenAgreed : whenExceeded) listener();
    },
    isWithinLimit: () => agrees,
    agreed: (signal) => {
      if (agrees || signal.aborted) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const done = () => resolve();
      whenAgreed.add(done);
      signal.addEventListener('abort', done, { once: true });
      return promise.finally(() => {
        whenAgreed.delete(done);
        signal.removeEventListener('abort', done);
      });
    },
    onExceeded: (listener) => void whenExceeded.add(listener),
  };
}

/**
 * Measures how far a clock is ahead of PostgreSQL's.
 * @returns milliseconds: the median of a few round trips on one connection. Waiting for a connection would count as their time.
 */
export function measureSkew(em: EntityManager, clock: () => Date): Promise<number> {
  return em.transactional(async (own) => {
    const measured: number[] = [];
    for (let trip = 0; trip < roundTrips; trip += 1) measured.push(await measureOnce(own, clock));
    return measured.toSorted((one, other) => one - other)[Math.floor(roundTrips / 2)] as number;
  });
}

/** PostgreSQL reads its clock about half a round trip before the answer is here. The time taken is monotonic: setting a clock does not move it. */
async function measureOnce(em: EntityManager, clock: () => Date): Promise<number> {
  const sent = performance.now();
  const [row] = await em.execute<{ ms: number }[]>(
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
  );
  const tookMs = performance.now() - sent;
  return clock().getTime() - tookMs / 2 - Number(row?.ms);
}
