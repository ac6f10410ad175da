import type { Child } from '../processes/child.ts';

/** A process of the stack that can be started again at the same address with the same data. */
export interface Service {
  /** Its current process. */
  readonly child: Child;
  /** Ends it with a signal; resolves when it has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again after its end; resolves when it is ready. */
  start(): Promise<void>;
}

/** A service that runs as `first` until `startAgain` has started the next process. */
export function createService(first: Child, startAgain: () => Promise<Child>): Service {
  let child = first;
  return {
    get child() {
      return child;
    },
    async kill(signal) {
      child.kill(signal);
      await child.ended;
    },
    async start() {
      child = await startAgain();
    },
  };
}
