export type Sensor = ReturnType<typeof createSensor>;

/** Wrong fingers in a row after which a phone asks for something else. */
const MOST_WRONG = 3;

/**
 * The fingerprint sensor of a phone that has none: whoever holds it says which finger it is. `ask` is what the platform's
 * prompt would be; the answer to it comes from the screen.
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
    /** Waits for a finger; false when none that is known came. One prompt at a time: a new one ends the one before. */
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
    /** Wrong fingers so far, while a finger is waited for; undefined when none is. */
    wrongTouches: (): number | undefined => waiting?.wrong,
    /** Calls back on every change until the returned function is called. */
    listen(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
