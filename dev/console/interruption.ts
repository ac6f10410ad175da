/** The effect of Ctrl-C (or `kill`) on a command with processes to stop. */
export interface Interruption {
  /** Aborted by the first signal: stop in order. */
  readonly signal: AbortSignal;
  /** Whether the parent command has ended: the terminal then belongs to another program, which output would disturb. */
  readonly isForsaken: boolean;
}

/**
 * One Ctrl-C arrives several times: from the terminal, and forwarded by npm and by setup.mjs.
 * Signals within these milliseconds count as one.
 */
const samePressMs = 400;

/** Handles SIGINT, SIGTERM, SIGHUP and the end of the parent command; a second Ctrl-C calls `atOnce`. */
export function watchForInterruption(atOnce: () => void): Interruption {
  const controller = new AbortController();
  let firstAt: number | undefined;
  let isForsaken = false;
  const interrupt = () => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      controller.abort(new Error('interrupted'));
    } else if (performance.now() - firstAt > samePressMs) {
      atOnce();
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  process.once('disconnect', () => {
    isForsaken = true; // setup.mjs was killed, or npm
    interrupt();
  });
  process.channel?.unref();
  return {
    signal: controller.signal,
    get isForsaken() {
      return isForsaken;
    },
  };
}
