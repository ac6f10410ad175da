import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

type Direction = 'there' | 'back';
/** Milliseconds by which a chunk is delayed; `count` numbers the chunks of a direction from 1. */
type Delay = (direction: Direction, count: number) => number;

/** A TCP proxy for PostgreSQL that delays bytes as a test says. */
export interface SlowLine {
  /** The URL of the database by way of the proxy. */
  url: string;
  delay(next: Delay): void;
  close(): Promise<void>;
}

export async function openSlowLine(databaseUrl: string): Promise<SlowLine> {
  const url = new URL(databaseUrl);
  const { hostname, port } = url;
  const sockets = new Set<Socket>();
  const counts = { there: 0, back: 0 };
  let delay: Delay = () => 0;
  const pass = (from: Socket, to: Socket, direction: Direction) => {
    let sent = Promise.resolve();
    sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (bytes) => {
      const ms = delay(direction, (counts[direction] += 1));
      sent = sent.then(async () => {
        await sleep(ms);
        to.write(bytes);
      });
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    pass(near, far, 'there');
    pass(far, near, 'back');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    url: url.href,
    delay: (next) => void (delay = next),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
