import { connect } from 'node:net';
import { createServer } from 'node:tls';
import type { Socket } from 'node:net';
import type { Identity } from '../../support/connections/certificates.ts';

/** A proxy that terminates TLS in front of a plain HTTP/2 server, and requires client certificates. */
export interface TlsLine {
  /** The port on 127.0.0.1. */
  port: number;
  close(): Promise<void>;
}

export async function openTlsLine(target: string, identity: Identity, clientAuthority: string): Promise<TlsLine> {
  const [host, port] = target.split(':') as [string, string];
  const sockets = new Set<Socket>();
  const { key, certificate: cert } = identity;
  const options = {
    key,
    cert,
    ca: clientAuthority,
    requestCert: true,
    rejectUnauthorized: true,
    ALPNProtocols: ['h2'],
  };
  const server = createServer(options, (near) => {
    const far = connect(Number(port), host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
