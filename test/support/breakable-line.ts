import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** A TCP line between a process under test and a server it needs, which a test can break. */
export interface BreakableLine {
  /** host:port to give to the process under test. */
  address: string;
  /** `silent`: bytes go nowhere and nothing answers. `refused`: connections end at once. `up`: as if nothing were between. */
  set(mode: 'up' | 'silent' | 'refused'): void;
  close(): Promise<void>;
}

/** Opens a line on a free loopback port to `host:port`. */
export async function openBreakableLine(target: string): Promise<BreakableLine> {
  const [host, port] = target.split(':') as [string, string];
  const sockets = new Set<Socket>();
  let mode: 'up' | 'silent' | 'refused' = 'up';
  const server = createServer((near) => {
    if (mode === 'refused') return void near.destroy();
    const far = connect(Number(port), host);
    for (const [from, to] of [[near, far], [far, near]] as const) {
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
      // A line that swallowed bytes cannot be mended: both ends have to begin anew.
      if (mode !== 'up' || next === 'refused') for (const socket of sockets) socket.destroy();
      mode = next;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
