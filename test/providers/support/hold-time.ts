import { vi } from 'vitest';

/**
 * Takes the time of the requests that begin from now on into the test's hands: it is up when the test says so, which can be once the
 * provider has the request, however slow the machine is.
 * @returns says that it is up.
 */
export function holdTime(): () => void {
  const time = new AbortController();
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(time.signal);
  return () => {
    timeout.mockRestore();
    time.abort(new DOMException('The time is up', 'TimeoutError'));
  };
}
