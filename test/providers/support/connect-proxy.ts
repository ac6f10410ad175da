import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { OutgoingProxy } from '../../../src/providers/connection/outgoing-proxy.ts';

/** One request for a tunnel. */
export interface AskedTunnel {
  /** `host:port`. */
  target: string;
  /** `Proxy-Authorization` as received. */
  authorization: string | undefined;
  status: number;
}

export interface ConnectProxy extends AsyncDisposable {
  port: number;
  url: string;
  /** The settings to reach it, with its credentials. */
  settings: OutgoingProxy;
  /** `host:port` of every tunnel that was opened. */
  made(): string[];
  asked: AskedTunnel[];
  /** Tunnels that are open now. */
  open(): number;
}

interface Options {
  credentials?: { username: string; password: string };
  /** `Proxy-Authenticate` of a 407. */
  challenge?: string;
  /** With it, the proxy accepts TLS connections. */
  identity?: { key: string; certificate: string };
  /** The targets that it refuses. */
  refuses?: (target: string) => boolean;
}

/** A small HTTP proxy for CONNECT that, when given, requires one user name and password. */
export async function startConnectProxy({
  credentials,
  challenge = 'Negotiate, Basic realm="proxy"',
  refuses,
  identity,
}: Options = {}): Promise<ConnectProxy> {
  const asked: AskedTunnel[] = [];
  const sockets = new Set<Duplex>();
  const tunnels = new Set<Duplex>();
  const expected =
    credentials && `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
  const server = identity ? createTlsServer({ key: identity.key, cert: identity.certificate }) : createServer();
  server.on('request', (_request, response) => void response.writeHead(405).end());
  server.on('connect', (request, socket, head) => {
    const target = request.url ?? '';
    const authorization = request.headers['proxy-authorization'];
    const refusal = refuses?.(target) ? 403 : 200;
    const status = expected && authorization !== expected ? 407 : refusal;
    asked.push({ target, authorization, status });
    sockets.add(socket.on('error', () => undefined));
    if (status !== 200)
      return void socket.end(
        `HTTP/1.1 ${status} No\r\n${status === 407 ? `Proxy-Authenticate: ${challenge}\r\n` : ''}\r\n`,
      );
    const url = new URL(`http://${target}`);
    const upstream = connect(Number(url.port || 80), url.hostname.replace(/^\[|\]$/g, ''), () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    tunnels.add(socket);
    sockets.add(upstream.on('error', () => undefined));
    upstream.once('close', () => socket.destroy());
    socket.once('close', () => {
      tunnels.delete(socket);
      upstream.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    settings: {
      host: '127.0.0.1',
      port,
      isTls: identity !== undefined,
      ...(credentials ? { credentials } : {}),
      isPreemptive: true,
      directHosts: [],
    },
    made: () => asked.filter(({ status }) => status === 200).map(({ target }) => target),
    asked,
    open: () => tunnels.size,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
