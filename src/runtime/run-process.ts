import { EnvironmentError, readEnvironment } from '../config/environment.ts';
import type { Environment } from '../config/environment.ts';
import { refusePlainConnections } from './refuse-plain-connections.ts';

/** Milliseconds a process may take to stop. */
const stopLimit = 12_000;

export interface RunningProcess {
  stop(): Promise<void>;
}

/**
 * Runs an entry point: reads the environment, starts, and stops in order on SIGTERM or SIGINT. Prints each problem of the
 * environment on one line.
 */
export async function runProcess(start: (environment: Environment) => Promise<RunningProcess>): Promise<void> {
  try {
    const running = await start(refusePlainConnections(readEnvironment()));
    let stopping = false;
    const stop = () => {
      if (stopping) process.exit(1);
      stopping = true;
      setTimeout(() => process.exit(1), stopLimit).unref();
      void running.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  } catch (error) {
    fail(error);
  }
}

/** Runs an entry point that does one job and exits. */
export async function runJob(job: (environment: Environment) => Promise<void>): Promise<void> {
  try {
    await job(refusePlainConnections(readEnvironment()));
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof EnvironmentError ? error.message : describe(error)}\n`);
  process.exit(1);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
