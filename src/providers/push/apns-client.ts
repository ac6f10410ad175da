import { createPrivateKey } from 'node:crypto';
import type { ClientHttp2Session } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type apn from '@parse/node-apn';
import { withDeadline } from '../connection/deadline.ts';
import type { ProviderConnector } from '../connection/provider-network.ts';
import type { PooledClient } from '../connection/client-pool.ts';
import { loadApn } from '../provider-libraries.ts';

/** Longer than any sender waits; ends streams that never end. */
const requestTimeoutMs = 15_000;
/** A router forgets a silent connection after a minute or more. */
const checkEveryMs = 30_000;
const checkWithinMs = 5000;
const closeWithinMs = 3000;
/** The largest that a timer takes. */
const never = 2 ** 31 - 1;

export interface ApnsCredential {
  teamId: string;
  keyId: string;
  privateKeyPem: string;
}

export interface ApnsClient extends PooledClient {
  provider: apn.Provider;
  /** Whether its connection was lost, or does not answer a ping within `withinMs` milliseconds. */
  isDead(withinMs: number): Promise<boolean>;
}

/**
 * One HTTP/2 connection to `url` and one provider token, both kept and renewed by node-apn. The connection is pinged, also
 * while there is nothing to send; `onDead` is told when it no longer answers.
 * @throws Error when the key is not a P-256 private key.
 */
export function createApnsClient(
  { teamId, keyId, privateKeyPem }: ApnsCredential,
  url: URL,
  connector: ProviderConnector,
  onDead: () => void,
): ApnsClient {
  if (createPrivateKey(privateKeyPem).asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new Error('not a P-256 key');
  const sockets = new Set<TLSSocket>();
  let wasConnected = false;
  const open = (): TLSSocket =>
    remember(sockets, connector.connect(url, ['h2'])).once('secureConnect', () => (wasConnected = true));
  const options = {
    // A buffer: node-apn takes a text that is not PEM for the name of a file.
    token: { key: Buffer.from(privateKeyPem), keyId, teamId },
    address: url.host,
    production: true,
    // No retries by the library: the caller's deadline and fallback apply.
    connectionRetryLimit: 0,
    requestTimeout: requestTimeoutMs,
    // The library ignores missing answers to its own pings, so ping here.
    heartBeat: never,
    // node-apn hands its options to http2.connect; its own `proxy` knows no password and no further authority.
    createConnection: open,
  };
  const provider = new (loadApn().Provider)(options);
  const ping = createPing(provider);
  const isDead = async (withinMs: number): Promise<boolean> =>
    wasConnected && (await withDeadline(ping(), withinMs)) !== true;
  const checking = setInterval(() => void isDead(checkWithinMs).then((dead) => dead && onDead()), checkEveryMs).unref();
  const close = (): Promise<void> => {
    clearInterval(checking);
    return closeProvider(provider, sockets);
  };
  return { provider, isDead, close };
}

/**
 * Pings the current session: true after an answer, false without a session. One ping at a time for all callers.
 * node-apn does not expose its session; throws when a new version keeps it elsewhere.
 */
function createPing(provider: apn.Provider): () => Promise<boolean> {
  const { client } = provider as unknown as { client?: { session?: ClientHttp2Session; connect?: unknown } };
  if (client === undefined || typeof client.connect !== 'function')
    throw new Error('node-apn keeps its session elsewhere now');
  let underWay: Promise<boolean> | undefined;
  const ping = async (): Promise<boolean> => {
    const { session } = client;
    if (session === undefined || session.closed || session.destroyed) return false;
    // A session that is connecting is not dead; connecting has its own deadline.
    if (session.connecting) return true;
    return new Promise((resolve) => session.ping((error) => resolve(error === null)));
  };
  return () => (underWay ??= ping().finally(() => (underWay = undefined)));
}

function remember(sockets: Set<TLSSocket>, socket: TLSSocket): TLSSocket {
  socket.once('close', () => sockets.delete(socket));
  sockets.add(socket);
  return socket;
}

/** Lets running pushes finish for a limited time. */
async function closeProvider(provider: apn.Provider, sockets: Set<TLSSocket>): Promise<void> {
  const shutDown = new Promise<void>((resolve) => void provider.shutdown(resolve));
  // node-apn waits for ever for the end of a session that broke or never came to be.
  if ([...sockets].some((socket) => socket.alpnProtocol === 'h2')) await withDeadline(shutDown, closeWithinMs);
  for (const socket of sockets) socket.destroy();
}
