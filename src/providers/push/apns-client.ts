import { createPrivateKey } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import apn from '@parse/node-apn';
import { withDeadline } from '../connection/deadline.ts';
import type { ProviderConnector } from '../connection/provider-connector.ts';
import type { PooledClient } from './client-pool.ts';

/** Longer than any sender waits: it frees a stream that never ends. */
const requestTimeoutMs = 15_000;
const pingMs = 60_000;
const closeWithinMs = 3000;

export interface ApnsCredential {
  teamId: string;
  keyId: string;
  privateKeyPem: string;
}

export interface ApnsClient extends PooledClient {
  provider: apn.Provider;
}

/**
 * One HTTP/2 connection to `url` and one provider token, both kept and renewed by node-apn.
 * @throws Error when the key is not a P-256 private key.
 */
export function createApnsClient({ teamId, keyId, privateKeyPem }: ApnsCredential, url: URL, connector: ProviderConnector): ApnsClient {
  if (createPrivateKey(privateKeyPem).asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('not a P-256 key');
  const sockets = new Set<TLSSocket>();
  const options = {
    // A buffer: node-apn takes a text that is not PEM for the name of a file.
    token: { key: Buffer.from(privateKeyPem), keyId, teamId },
    address: url.host,
    production: true,
    // Our own deadline and fallback decide what happens after a failure, not repeats behind our back.
    connectionRetryLimit: 0,
    requestTimeout: requestTimeoutMs,
    heartBeat: pingMs,
    // node-apn hands its options to http2.connect; its own `proxy` knows no password and no further authority.
    createConnection: () => remember(sockets, connector.connect(url, ['h2'])),
  };
  const provider = new apn.Provider(options);
  return { provider, close: () => closeProvider(provider, sockets) };
}

function remember(sockets: Set<TLSSocket>, socket: TLSSocket): TLSSocket {
  socket.once('close', () => sockets.delete(socket));
  sockets.add(socket);
  return socket;
}

/** Pushes that are under way may end, but a stream that never does holds nobody up. */
async function closeProvider(provider: apn.Provider, sockets: Set<TLSSocket>): Promise<void> {
  const shutDown = new Promise<void>((resolve) => void provider.shutdown(resolve));
  // node-apn waits for ever for the end of a session that broke or never came to be.
  if ([...sockets].some((socket) => socket.alpnProtocol === 'h2')) await withDeadline(shutDown, closeWithinMs);
  for (const socket of sockets) socket.destroy();
}
