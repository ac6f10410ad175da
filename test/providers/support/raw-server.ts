import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface RawServer extends AsyncDisposable {
  url: string;
  port: number;
  /** The number of connections since the start. */
  connections(): number;
  /** Resolves when the other side has closed all connections. */
  allClosed(): Promise<void>;
}

/** A TCP server that answers by `onFirstBytes`; it sends `greeting` first, for protocols in which the server begins. */
export async function startRawServer(onFirstBytes: (socket: Socket) => void, greeting = ''): Promise<RawServer> {
  const sockets: Socket[] = [];
  const closed: Promise<unknown>[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    closed.push(new Promise((resolve) => socket.once('close', resolve)));
    socket.on('error', () => undefined);
    socket.once('data', () => onFirstBytes(socket));
    socket.resume();
    if (greeting !== '') socket.write(greeting);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    connections: () => sockets.length,
    allClosed: async () => void (await Promise.all(closed)),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
