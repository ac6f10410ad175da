import { createServer } from 'node:http';
import type Koa from 'koa';

const HOST = '127.0.0.1';
const PARENT_CHECK_MS = 2000;

/** The canonical address of a page. */
export function originOf(port: number): string {
  return `http://${HOST}:${port}`;
}

/** Listens on loopback until SIGINT, SIGTERM, or the end of the parent process, including a sudden one. */
export async function runServer(name: string, app: Koa, port: number): Promise<void> {
  const server = createServer(app.callback());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  console.log(`${name}: ready at ${originOf(port)}`);

  const stop = () => {
    server.close(() => process.exit(0));
    // Event streams do not end by themselves.
    server.closeAllConnections();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  whenParentEnds(stop);
}

/** A process without its parent gets another one: the only sign of a `kill -9` without a channel between the two. */
function whenParentEnds(stop: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, PARENT_CHECK_MS);
  timer.unref();
}
