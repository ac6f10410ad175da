import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { CustomFetch } from 'openid-client';
import { abortAfter } from '../connection/deadline.ts';
import type { ProviderNetwork } from '../connection/provider-network.ts';

/** Bytes of an answer. */
const sizeLimit = 256 * 1024;
/** Answers of a provider that is not able to answer now. */
const away = new Set([408, 429, 500, 502, 503, 504]);

/** The provider did not answer. `message` may be logged. */
export class ProviderAwayError extends Error {
  override readonly name = 'ProviderAwayError';
}

export interface OutgoingSettings {
  network: ProviderNetwork;
  /** Milliseconds for a request and its whole answer. */
  timeoutMs: number;
  closing: AbortSignal;
}

/** `fetch` for a client library, on connections as all providers are called: through the proxy, guarded, following no redirect. */
export function createOutgoingFetch({ network, timeoutMs, closing }: OutgoingSettings): CustomFetch {
  return async (address, { method, headers, body }) => {
    const url = new URL(address);
    const signal = AbortSignal.any([closing, abortAfter(timeoutMs)]);
    try {
      const connector = await network.connector();
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const request = url.protocol === 'https:' ? requestHttps : requestHttp;
        const text = body instanceof URLSearchParams || typeof body === 'string' ? String(body) : undefined;
        const length = text === undefined ? {} : { 'content-length': Buffer.byteLength(text) };
        const outgoing = request(
          url,
          {
            method,
            createConnection: () => connector.open(url),
            headers: { ...headers, ...length, 'accept-encoding': 'identity', 'user-agent': 'Countersign' },
            signal,
          },
          resolve,
        );
        outgoing.on('error', reject);
        outgoing.end(text);
      });
      const answer = await readAnswer(response);
      signal.throwIfAborted();
      return toResponse(response, answer);
    } catch (error) {
      if (error instanceof ProviderAwayError) throw error;
      const code = (error as NodeJS.ErrnoException).code ?? 'no connection';
      throw new ProviderAwayError(signal.aborted ? 'no answer in time' : String(code), { cause: error });
    }
  };
}

async function readAnswer(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop ends the connection.
    if (size > sizeLimit) throw new ProviderAwayError('too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toResponse({ statusCode = 0, headers }: IncomingMessage, body: Buffer): Response {
  if (away.has(statusCode)) throw new ProviderAwayError(`status ${statusCode}`);
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as [string, string]] : [],
  );
  const isEmpty = [204, 205, 304].includes(statusCode);
  return new Response(isEmpty ? null : new Uint8Array(body), { status: statusCode, headers: pairs });
}
