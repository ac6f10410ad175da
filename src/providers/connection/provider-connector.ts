import { Agent } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, createSecureContext, getCACertificates } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { ProviderSettings } from '../provider-settings.ts';
import { isPrivateHost } from './private-addresses.ts';
import { ProxyTunnel } from './proxy-tunnel.ts';
import { PrivateAddressError, publicLookup } from './public-lookup.ts';

const connectTimeoutMs = 5000;
const maxSockets = 64;
/** Shorter than any server or router between forgets a silent connection: a request on a dead one may not be repeated. */
const idleMs = 10_000;

/** How adapters reach a provider: which authorities they trust and whether a proxy is between. */
export interface ProviderConnector {
  /** A TLS connection to the host and port of `url`, with the first of `protocols` that the other side speaks too. */
  connect(url: URL, protocols: string[]): TLSSocket;
  /**
   * Keeps connections to `url`, whatever host a client library asks for.
   * @throws PrivateAddressError for a number that is not public, where those are refused.
   */
  createAgent(url: URL): Agent;
}

export interface Reach {
  /** Refuses addresses that are not public, as callbacks do. Behind a proxy the proxy looks names up, so only numbers are refused. */
  isGuarded: boolean;
}

/** @throws the system's error when `certificateAuthorityPem` is not a certificate. */
export function createProviderConnector(settings: Pick<ProviderSettings, 'certificateAuthorityPem' | 'proxyUrl'>, { isGuarded }: Reach = { isGuarded: false }): ProviderConnector {
  const authorities = trustedAuthorities(settings.certificateAuthorityPem);
  // Made once: parsing all of the system's authorities for each connection takes longer than the connection.
  const secureContext = createSecureContext(authorities === undefined ? {} : { ca: authorities });
  const connectTo = (url: URL, protocols: string[]): TLSSocket => {
    const target = targetOf(url);
    const tunnel = settings.proxyUrl === undefined ? undefined : new ProxyTunnel(settings.proxyUrl, target, authorities);
    return connectTls(target, { ALPNProtocols: protocols, secureContext, ...(isGuarded ? { lookup: publicLookup } : {}) }, tunnel);
  };
  const createAgent = (url: URL): Agent => {
    // A number is never looked up.
    if (isGuarded && isPrivateHost(url)) throw new PrivateAddressError('a private address');
    return new FixedTargetAgent(() => connectTo(url, ['http/1.1']));
  };
  return { connect: connectTo, createAgent };
}

/** All that the system trusts and `pem` beside it; undefined for the system's own. */
export function trustedAuthorities(pem: string | undefined): string[] | undefined {
  return pem === undefined ? undefined : [...getCACertificates('default'), pem];
}

function targetOf(url: URL): { host: string; port: number } {
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 443) };
}

type TlsOptions = Pick<ConnectionOptions, 'ALPNProtocols' | 'secureContext' | 'lookup'>;

function connectTls(target: { host: string; port: number }, options: TlsOptions, tunnel: Duplex | undefined): TLSSocket {
  const socket = connect({
    ...target,
    ...options,
    ...(isIP(target.host) ? {} : { servername: target.host }),
    ...(tunnel === undefined ? {} : { socket: tunnel }),
  });
  const timer = setTimeout(() => socket.destroy(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' })), connectTimeoutMs).unref();
  socket.once('secureConnect', () => clearTimeout(timer));
  socket.once('close', () => {
    clearTimeout(timer);
    tunnel?.destroy();
  });
  tunnel?.once('error', (error) => socket.destroy(error));
  return socket;
}

/** Client libraries name their provider's host themselves; the agent decides where that is. */
class FixedTargetAgent extends Agent {
  readonly #connect: () => TLSSocket;

  constructor(connectToTarget: () => TLSSocket) {
    super({ keepAlive: true, timeout: idleMs, maxSockets, scheduling: 'lifo' });
    this.#connect = connectToTarget;
  }

  override createConnection(): TLSSocket {
    return this.#connect();
  }
}
