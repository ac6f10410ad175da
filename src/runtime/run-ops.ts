import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { text as readText } from 'node:stream/consumers';
import { EnvironmentError, readEnvironment } from '../config/environment.ts';
import type { Environment } from '../config/environment.ts';
import type { Terminal } from '../ops/ops-deps.ts';
import { runProgram } from '../ops/run-program.ts';
import { refusePlainConnections } from './refuse-plain-connections.ts';

/**
 * Runs one command of an operator and sets the exit code: 0 done, 1 refused or failed, 2 malformed command line.
 * @param settings called when the command needs them, which `--help` does not.
 */
export async function runOps(args: readonly string[], settings: () => Environment = readEnvironment): Promise<void> {
  const opened: { close(): Promise<void> }[] = [];
  try {
    process.exitCode = await runProgram(args, {
      terminal,
      connect: async () => {
        // Imported on use, as `--help` needs no database driver.
        const { connectOps } = await import('./connect-ops.ts');
        const deps = await connectOps(refusePlainConnections(settings()));
        opened.push(deps);
        return deps;
      },
    });
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } finally {
    for (const deps of opened) await deps.close();
  }
}

const terminal: Terminal = {
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (text) => void process.stderr.write(`${text}\n`),
  isInteractive: Boolean(process.stdin.isTTY && process.stdout.isTTY),
  ask: async (question) => {
    const line = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return await line.question(question);
    } finally {
      line.close();
    }
  },
  readInput: () => readText(process.stdin),
  account: nameOfAccount(),
};

/** The account of the operating system; in a container it may have no name. */
function nameOfAccount(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
