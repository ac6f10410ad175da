/** A signal that fires after `timeoutMs` milliseconds; fractions and negative values are allowed. */
export function abortAfter(timeoutMs: number): AbortSignal {
  return AbortSignal.timeout(Math.max(0, Math.ceil(timeoutMs)));
}

/** Result of `withDeadline` after the timeout. */
export const timedOut = Symbol('timed out');

/** The outcome of `work`, or `timedOut` after `timeoutMs` milliseconds; what comes later is dropped. */
export async function withDeadline<Value>(work: Promise<Value>, timeoutMs: number): Promise<Value | typeof timedOut> {
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<typeof timedOut>((resolve) => {
    timer = setTimeout(() => resolve(timedOut), Math.max(0, timeoutMs));
  });
  try {
    return await Promise.race([work, alarm]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
