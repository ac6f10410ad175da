export type Sensor = ReturnType<typeof createSensor>;

/** Unknown fingers in a row after which the phone asks for another factor. */
const MOST_WRONG = 3;

/**
 * A simulated fingerprint sensor: the user chooses which finger touches it. `ask` takes the place of the platform's
 * prompt; the screen answers it.
 */
export function createSensor() {
  const listeners = new Set<() => void>();
  let waiting: { answer: (recognised: boolean) => void; wrong: number } | undefined;
  const change = (next: typeof waiting) => {
    waiting = next;
    for (const listener of listeners) listener();
  };
  const end = (recognised: boolean) => {
    const asked = waiting;
    change(undefined);
    asked?.answer(recognised);
  };
  return {
    /** Waits for a finger; false when no known one came. A new prompt ends the one before. */
    ask: (): Promise<boolean> => {
      end(false);
      return new Promise((answer) => change({ answer, wrong: 0 }));
    },
    touch: () => end(true),
    touchWrongly(): void {
      if (!waiting) return;
      if (waiting.wrong + 1 >= MOST_WRONG) end(false);
      else change({ ...waiting, wrong: waiting.wrong + 1 });
    },
    dismiss: () => end(false),
    /** Number of unknown fingers during a prompt; undefined without one. */
    wrongTouches: (): number | undefined => waiting?.wrong,
    /** Calls back on every change until the returned function is called. */
    listen(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
