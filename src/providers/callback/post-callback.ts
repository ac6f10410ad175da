import { request as requestHttp } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { ProviderConnector } from '../connection/provider-network.ts';

/** Bytes of the answer that are read and dropped, so that a server can finish its answer. */
const readLimit = 16 * 1024;

export interface CallbackPost {
  url: URL;
  headers: Record<string, string>;
  body: string;
  connector: ProviderConnector;
  signal: AbortSignal;
}

/**
 * Posts on a connection of its own and gives the status of the answer, following no redirect.
 * @throws the system's error, with `code`.
 */
export async function postCallback({ url, headers, body, connector, signal }: CallbackPost): Promise<number> {
  const options: RequestOptions = {
    method: 'POST',
    createConnection: () => connector.open(url),
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    signal,
  };
  return new Promise<number>((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = request(url, options, (response) => {
      outgoing.on('error', () => undefined);
      resolve(response.statusCode ?? 0);
      drain(response);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** Resolves with the status; later errors in the body do not matter. */
function drain(response: IncomingMessage): void {
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > readLimit) response.destroy();
  });
  response.once('error', () => undefined);
}
