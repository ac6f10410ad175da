import { watch } from 'node:fs';
import { followLog } from '../console/follow-log.ts';
import { describeEnd } from '../processes/child.ts';
import type { RunningStack } from '../stack.ts';
import type { ApplicationProcess } from './applications.ts';
import { inCheckout } from './checkout.ts';

/** Milliseconds to wait: an editor writes a file in several steps, and several files at a time. */
const quietMs = 200;

/**
 * Follows the log of the stack's API, and restarts it whenever a file below src (or server.ts) changes.
 * Node's own --watch is not used: it makes worker threads send their imports to their parent as messages, which
 * break the Temporal SDK's worker.
 */
export function restartOnChange(stack: RunningStack): void {
  if (!stack.server) return;
  followLog(stack.server.child.logFile);
  let server: ApplicationProcess | undefined = stack.server;
  let restarting: Promise<void> | undefined;
  let quiet: NodeJS.Timeout | undefined;
  sayWhenItEnds(server);

  const restart = async () => {
    await server?.stop();
    server = await stack.startServer().catch((error: Error) => void say(`${error.message}\n  Waiting for a change.`));
    if (!server) return;
    sayWhenItEnds(server);
    say('The API runs with the changes.');
  };
  const onChange = () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => (restarting = (restarting ?? Promise.resolve()).then(restart)), quietMs);
  };
  for (const path of ['src', 'server.ts']) watch(inCheckout(path), { recursive: path === 'src' }, onChange).unref();
}

function sayWhenItEnds({ child }: ApplicationProcess): void {
  void child.ended.then((end) => {
    if (!child.isStopping) say(`The API ended by itself (${describeEnd(end)}); waiting for a change.`);
  });
}

function say(text: string): void {
  process.stdout.write(`\n  ${text}\n`);
}
