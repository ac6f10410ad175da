import { vi } from 'vitest';
import { eventually } from '../../support/enrolled-phone.ts';

/** A time limit that a test ends by hand. */
interface HeldTime {
  /** Lets the held time run out. */
  end(): void;
  /** Restores the real timers. */
  release(): void;
}

/** Holds the time of requests that `AbortSignal.timeout` limits. */
export function holdSignals(): HeldTime {
  const time = new AbortController();
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(time.signal);
  return {
    end: () => time.abort(new DOMException('The time is up', 'TimeoutError')),
    release: () => timeout.mockRestore(),
  };
}

/** Holds the time of requests that `setTimeout` limits to at most `ms`. */
export function holdTimers(ms: number): HeldTime {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return { end: () => vi.advanceTimersByTime(ms), release: () => vi.useRealTimers() };
}

/**
 * Lets the time of a request run out once the provider has received it, however slow the machine is.
 * @param held the time, held since before the call.
 * @returns the result of the request.
 */
export async function runOutOfTime<Result>(
  held: HeldTime,
  send: () => Promise<Result>,
  isThere: () => Promise<boolean>,
): Promise<Result> {
  try {
    const sending = send();
    await eventually(async () => (await isThere()) || undefined);
    held.end();
    return await sending;
  } finally {
    held.release();
  }
}
