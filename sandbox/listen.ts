import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { Http2SecureServer } from 'node:http2';
import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface Listening {
  port: number;
  /** Ends every connection at once and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts listening on `host`, on any free port when `port` is 0.
 * @throws the system's error (`EADDRINUSE`, `EACCES`) when that port cannot be had.
 */
export async function listen(server: HttpServer | HttpsServer | Http2SecureServer, port: number, host: string): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
