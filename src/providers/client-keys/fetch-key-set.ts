import { request as requestHttp } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { readWebAddress } from '../../domain/configuration/web-address.ts';
import { abortAfter } from '../connection/deadline.ts';
import { isPrivateHost } from '../connection/private-addresses.ts';
import type { ProviderConnector } from '../connection/provider-network.ts';

/** Bytes of a key set: a hundred of the longest keys fit. */
const sizeLimit = 128 * 1024;
const mostKeys = 100;
const timeoutMs = 5_000;

/** A published key, unchecked. */
export type PublishedKey = Readonly<Record<string, unknown>>;

export interface KeySetRequest {
  uri: string;
  connector: ProviderConnector;
  /** Public addresses by https only. */
  isGuarded: boolean;
  /** Milliseconds added to the time that the site has. */
  extraWaitMs: number;
  closing: AbortSignal;
}

/** The key set is unavailable; `message` may be logged. */
export class KeySetError extends Error {
  override readonly name = 'KeySetError';
}

/**
 * Fetches a JWK Set (RFC 7517) on a connection of its own: within five seconds and the extra wait, following no redirect.
 * @throws KeySetError
 */
export async function fetchKeySet({
  uri,
  connector,
  isGuarded,
  extraWaitMs,
  closing,
}: KeySetRequest): Promise<PublishedKey[]> {
  const url = readUrl(uri, isGuarded);
  const signal = AbortSignal.any([closing, abortAfter(timeoutMs + extraWaitMs)]);
  const options: RequestOptions = {
    createConnection: () => connector.open(url),
    headers: {
      accept: 'application/jwk-set+json, application/json',
      'accept-encoding': 'identity',
      'user-agent': 'Countersign',
    },
    signal,
  };
  try {
    const text = await get(url, options);
    // A truncated answer without a length looks complete: refuse it.
    signal.throwIfAborted();
    return readKeySet(text);
  } catch (error) {
    if (error instanceof KeySetError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new KeySetError(signal.aborted ? 'no answer in time' : String(code ?? 'no connection'));
  }
}

/** Checks a literal address, because no lookup happens for it. */
function readUrl(uri: string, isGuarded: boolean): URL {
  const url = readWebAddress(uri, isGuarded ? 'secure' : 'web');
  if (!(url instanceof URL)) throw new KeySetError(url === 'not_https' ? 'not https' : 'not a web address');
  if (isGuarded && isPrivateHost(url)) throw new KeySetError('a private address');
  return url;
}

async function get(url: URL, options: RequestOptions): Promise<string> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = request(url, options, resolve);
    outgoing.on('error', reject);
    outgoing.end();
  });
  if (response.statusCode !== 200) {
    response.destroy();
    throw new KeySetError(`status ${response.statusCode}`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop ends the connection.
    if (size > sizeLimit) throw new KeySetError('too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readKeySet(text: string): PublishedKey[] {
  const keys = parseKeys(text);
  if (!Array.isArray(keys)) throw new KeySetError('not a JWK Set');
  if (keys.length > mostKeys) throw new KeySetError('too many keys');
  return keys.filter((key): key is PublishedKey => typeof key === 'object' && key !== null && !Array.isArray(key));
}

function parseKeys(text: string): unknown {
  try {
    return (JSON.parse(text) as { keys?: unknown } | null)?.keys;
  } catch {
    return undefined;
  }
}
