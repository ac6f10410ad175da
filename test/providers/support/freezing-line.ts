import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A TCP proxy whose connections a test can let die without closing them, as a router does that drops its state. */
export interface FreezingLine extends AsyncDisposable {
  port: number;
  /** The number of connections since the start. */
  connections(): number;
  /** The number of open connections. */
  open(): number;
  /** Stops all bytes, or only answers, on the present connections. New connections work. */
  freeze(what?: 'everything' | 'answers'): void;
  /** Holds back the answers on the present connections. @returns a function that releases them. */
  hold(): () => void;
}

interface Line {
  near: Socket;
  far: Socket;
  frozen?: 'everything' | 'answers';
  /** Answers that are held back. */
  held?: Buffer[] | undefined;
}

/** Starts the proxy on a free loopback port for the server of `url`. */
export async function openFreezingLine(url: string): Promise<FreezingLine> {
  const { hostname, port: farPort } = new URL(url);
  const lines = new Set<Line>();
  let connections = 0;
  const server = createServer((near) => {
    connections += 1;
    const far = connect(Number(farPort), hostname);
    const line: Line = { near, far };
    lines.add(line);
    near.on('data', (bytes) => line.frozen === 'everything' || far.write(bytes));
    far.on('data', (bytes: Buffer) => line.frozen || (line.held ? line.held.push(bytes) : near.write(bytes)));
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      end.on('error', () => undefined);
      end.on('close', () => {
        lines.delete(line);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    open: () => lines.size,
    freeze: (what = 'everything') => {
      for (const line of lines) line.frozen = what;
    },
    hold: () => {
      const held = [...lines];
      for (const line of held) line.held = [];
      return () => {
        for (const line of held) {
          for (const bytes of line.held ?? []) line.near.write(bytes);
          line.held = undefined;
        }
      };
    },
    [Symbol.asyncDispose]: async () => {
      for (const { near, far } of lines) {
        near.destroy();
        far.destroy();
      }
      server.close();
    },
  };
}
