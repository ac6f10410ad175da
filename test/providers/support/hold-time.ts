import { vi } from 'vitest';
import { eventually } from '../../support/enrolled-phone.ts';

/** Time in the hands of a test. */
interface HeldTime {
  /** The time is up for whoever waits. */
  end(): void;
  /** It goes on by itself again. */
  release(): void;
}

/** What is limited by `AbortSignal.timeout`. */
export function holdSignals(): HeldTime {
  const time = new AbortController();
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(time.signal);
  return { end: () => time.abort(new DOMException('The time is up', 'TimeoutError')), release: () => timeout.mockRestore() };
}

/** What is limited by `setTimeout`, to no more than `ms`. */
export function holdTimers(ms: number): HeldTime {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return { end: () => vi.advanceTimersByTime(ms), release: () => vi.useRealTimers() };
}

/**
 * Has the time of a request run out once the provider has it, and not before, however slow the machine is.
 * @param held from now on.
 * @returns what the request comes back with.
 */
export async function runOutOfTime<Result>(held: HeldTime, send: () => Promise<Result>, isThere: () => Promise<boolean>): Promise<Result> {
  try {
    const sending = send();
    await eventually(async () => (await isThere()) || undefined);
    held.end();
    return await sending;
  } finally {
    held.release();
  }
}
