import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** A TCP proxy between a process under test and a server that it needs, which a test can interrupt. */
export interface BreakableLine {
  /** host:port for the process under test. */
  address: string;
  /** `silent`: drops all bytes. `refused`: closes connections at once. `up`: passes all bytes on. */
  set(mode: 'up' | 'silent' | 'refused'): void;
  close(): Promise<void>;
}

/** Opens a proxy on a free loopback port to `host:port`. */
export async function openBreakableLine(target: string): Promise<BreakableLine> {
  const [host, port] = target.split(':') as [string, string];
  const sockets = new Set<Socket>();
  let mode: 'up' | 'silent' | 'refused' = 'up';
  const server = createServer((near) => {
    if (mode === 'refused') return void near.destroy();
    const far = connect(Number(port), host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => mode === 'up' && to.write(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  return {
    address: `127.0.0.1:${address.port}`,
    set: (next) => {
      // After dropped bytes a connection cannot continue: both ends have to connect again.
      if (mode !== 'up' || next === 'refused') for (const socket of sockets) socket.destroy();
      mode = next;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
