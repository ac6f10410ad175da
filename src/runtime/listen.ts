import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { bounds } from '../domain/rate-limits/limits.ts';

export interface Listener {
  /** Stops taking connections, lets open requests finish for `graceMs`, then ends them. */
  close(graceMs: number): Promise<void>;
}

/** Listens; rejects when the address is in use. */
export async function listen(handler: RequestListener, host: string, port: number): Promise<Listener> {
  const server = createServer(
    {
      requestTimeout: 30_000,
      headersTimeout: 15_000,
      keepAliveTimeout: 65_000,
      maxHeaderSize: bounds['request-headers'].most,
    },
    handler,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return { close: (graceMs) => close(server, graceMs) };
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
