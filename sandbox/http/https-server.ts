import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import type { SandboxState } from '../state/sandbox-state.ts';
import type { Behaviour } from '../state/behaviours.ts';
import type { ServerIdentity } from '../tls/certificate-authority.ts';
import { garbage } from './endpoint.ts';
import type { Endpoint, EndpointAnswer, EndpointRequest } from './endpoint.ts';
import { BodyTooLargeError, readBody } from './read-body.ts';

const bodyLimit = 64 * 1024;
/**
 * Milliseconds that an unused connection is kept: longer than any client keeps it. A request on a connection that the server is
 * closing fails, and a client that stalls for a moment sends such a one.
 */
export const keepAliveTimeout = 600_000;

/** An HTTPS server for the endpoints, which applies their behaviours and logs every request. */
export function createHttpsServer(identity: ServerIdentity, state: SandboxState, endpoints: Endpoint[]): Server {
  return createServer({ key: identity.key, cert: identity.certificate, keepAliveTimeout }, (request, response) => {
    serve(request, response, state, endpoints).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else
        send(response, {
          status: error instanceof BodyTooLargeError ? 413 : 500,
          body: { error: 'the sandbox could not answer' },
        });
    });
  });
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  state: SandboxState,
  endpoints: Endpoint[],
): Promise<void> {
  const path = (incoming.url ?? '/').split('?')[0] as string;
  const request = { path, headers: incoming.headers, body: await readBody(incoming, bodyLimit) };
  const endpoint = endpoints.find((candidate) => candidate.path.test(path));
  if (endpoint === undefined) return send(response, { status: 404, body: { error: 'no such resource' } });
  if (incoming.method !== endpoint.method)
    return send(response, { status: 405, headers: { allow: endpoint.method }, body: { error: 'method not allowed' } });

  const addressing = endpoint.address(request);
  const behaviour = state.behaviours.take(endpoint.provider, addressing);
  const outcome = await answerAs(endpoint, request, behaviour);
  state.requests.record(endpoint.provider, {
    ...addressing,
    status: outcome?.status ?? 0,
    ...(outcome?.reason === undefined ? {} : { reason: outcome.reason }),
    headers: incoming.headers,
    connection: incoming.socket,
  });
  // The request is handled and only its answer is late: the hard case for a caller with a time limit.
  if (behaviour.delay_ms !== undefined) await wait(behaviour.delay_ms, undefined, { ref: false });
  if (outcome === undefined) incoming.socket.destroy();
  else send(response, outcome);
}

/** @returns undefined when the connection has to be reset. */
async function answerAs(
  endpoint: Endpoint,
  request: EndpointRequest,
  behaviour: Behaviour,
): Promise<EndpointAnswer | (typeof garbage & { reason?: string }) | undefined> {
  if (behaviour.mode === 'reset') return undefined;
  if (behaviour.mode === 'garbage') return garbage;
  return endpoint.answer(request, behaviour);
}

function send(
  response: ServerResponse,
  answer: { status: number; headers?: Record<string, string>; body: object | string },
): void {
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    'content-type': 'application/json; charset=UTF-8',
    'cache-control': 'no-store',
    ...answer.headers,
  });
  response.end(text);
}
