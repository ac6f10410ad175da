import { createServer } from 'node:http';
import type Koa from 'koa';

const HOST = '127.0.0.1';

/** The one address a page answers under. */
export function originOf(port: number): string {
  return `http://${HOST}:${port}`;
}

/** Listens on loopback until SIGINT, SIGTERM or the end of the parent (when started with an IPC channel). */
export async function runServer(name: string, app: Koa, port: number): Promise<void> {
  const server = createServer(app.callback());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  console.log(`${name}: ready at ${originOf(port)}`);

  const stop = () => {
    server.close(() => process.exit(0));
    // Event streams never end by themselves.
    server.closeAllConnections();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.once('disconnect', stop);
}
