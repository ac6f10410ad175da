/** What Ctrl-C (or `kill`) does to a command that has things to stop. */
export interface Interruption {
  /** Aborted by the first signal: stop in order. */
  readonly signal: AbortSignal;
  /** Resolves with the first signal. */
  readonly interrupted: Promise<void>;
  /** Whether the command that started us is gone: the terminal now belongs to somebody else, and what we say would be in the way. */
  readonly isForsaken: boolean;
}

/**
 * One Ctrl-C reaches us several times: from the terminal itself, and forwarded by npm and by setup.mjs.
 * Whatever comes within this time is the same one.
 */
const samePressMs = 400;

/** Watches for SIGINT, SIGTERM, SIGHUP and the end of the command that started us; a second Ctrl-C calls `atOnce`. */
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
  const interrupted = new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve()));
  return {
    signal: controller.signal,
    interrupted,
    get isForsaken() {
      return isForsaken;
    },
  };
}
