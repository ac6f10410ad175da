import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A TCP line to a server whose connections a test can let die without either end being told, as a router does that forgets them. */
export interface FreezingLine extends AsyncDisposable {
  port: number;
  /** How many connections there ever were. */
  connections(): number;
  /** How many there are. */
  open(): number;
  /** From now on nothing passes on the connections that are there, or no answers do. New ones are as good as ever. */
  freeze(what?: 'everything' | 'answers'): void;
  /** Keeps back the answers on the connections that are there. @returns lets them through. */
  hold(): () => void;
}

interface Line {
  near: Socket;
  far: Socket;
  frozen?: 'everything' | 'answers';
  /** Answers that are kept back. */
  held?: Buffer[] | undefined;
}

/** Opens a line on a free loopback port to the server of `url`. */
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
    for (const [end, other] of [[near, far], [far, near]] as const) {
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
