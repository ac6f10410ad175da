import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EmbeddedJWK, jwtVerify, type JWTPayload } from 'jose';

/** A request as it arrived, with its verified DPoP proof. */
export interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  proof: JWTPayload;
  proofKey: unknown;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as JSON unless a string. */
  body?: unknown;
  /** Cuts the connection without an answer. */
  cut?: true;
  /** Writes a stream to the response. */
  stream?: (response: ServerResponse) => void;
}

export type Handler = (request: Received) => Reply | Promise<Reply>;

export interface ProtocolServer {
  origin: string;
  received: Received[];
  /** Sets the handlers of a method and path: each answers one request, the last one all that follow. */
  on(route: string, ...handlers: Handler[]): void;
  requests(route: string): Received[];
  close(): Promise<void>;
}

/** A real HTTP server on loopback that verifies proofs by the protocol and gives the answers that a test sets. */
export async function startProtocolServer(): Promise<ProtocolServer> {
  const routes = new Map<string, Handler[]>();
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void answer(request).then(
      (reply) => send(response, reply),
      (error: unknown) => send(response, { status: 500, body: String(error) }),
    );
  });
  const answer = async (request: IncomingMessage): Promise<Reply> => {
    const got = await receive(request, origin);
    received.push(got);
    const handlers = routes.get(`${got.method} ${got.path}`);
    if (!handlers) return { status: 404, body: { code: 'not_found' } };
    return await (handlers.length > 1 ? handlers.shift()! : handlers[0]!)(got);
  };
  // It would otherwise end an idle connection just as the app sends on it, after a stall of the process.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    received,
    on: (route, ...handlers) => void routes.set(route, handlers),
    requests: (route) => received.filter(({ method, path }) => `${method} ${path}` === route),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function receive(request: IncomingMessage, origin: string): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { payload, protectedHeader } = await jwtVerify(String(request.headers.dpop), EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: ['ES256'],
  });
  const path = new URL(request.url!, origin).pathname;
  if (payload.htm !== request.method || payload.htu !== origin + path) throw new Error('proof of another request');
  return {
    method: request.method!,
    path,
    headers: request.headers,
    body: Buffer.concat(chunks).toString(),
    proof: payload,
    proofKey: protectedHeader.jwk,
  };
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply.cut) return void response.socket?.destroy();
  if (reply.stream) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    return reply.stream(response);
  }
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {});
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  response.end(reply.status === 204 ? undefined : text);
}
