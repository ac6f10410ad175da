import { Agent } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, createSecureContext, getCACertificates } from 'node:tls';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { ProviderSettings } from '../provider-settings.ts';
import { ProxyTunnel } from './proxy-tunnel.ts';

const connectTimeoutMs = 5000;
const maxSockets = 64;
/** Shorter than any server or router between forgets a silent connection: a request on a dead one may not be repeated. */
const idleMs = 10_000;

/** How adapters reach a provider: which authorities they trust and whether a proxy is between. */
export interface ProviderConnector {
  /** A TLS connection to the host and port of `url`, with the first of `protocols` that the other side speaks too. */
  connect(url: URL, protocols: string[]): TLSSocket;
  /** Keeps connections to `url`, whatever host a client library asks for. */
  createAgent(url: URL): Agent;
}

/** @throws the system's error when `certificateAuthorityPem` is not a certificate. */
export function createProviderConnector(settings: Pick<ProviderSettings, 'certificateAuthorityPem' | 'proxyUrl'>): ProviderConnector {
  const authorities = trustedAuthorities(settings.certificateAuthorityPem);
  // Made once: parsing all of the system's authorities for each connection takes longer than the connection.
  const secureContext = createSecureContext(authorities === undefined ? {} : { ca: authorities });
  const connectTo = (url: URL, protocols: string[]): TLSSocket => {
    const target = targetOf(url);
    const tunnel = settings.proxyUrl === undefined ? undefined : new ProxyTunnel(settings.proxyUrl, target, authorities);
    return connectTls(target, protocols, secureContext, tunnel);
  };
  return { connect: connectTo, createAgent: (url) => new FixedTargetAgent(() => connectTo(url, ['http/1.1'])) };
}

/** All that the system trusts and `pem` beside it; undefined for the system's own. */
export function trustedAuthorities(pem: string | undefined): string[] | undefined {
  return pem === undefined ? undefined : [...getCACertificates('default'), pem];
}

function targetOf(url: URL): { host: string; port: number } {
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 443) };
}

function connectTls(target: { host: string; port: number }, protocols: string[], secureContext: SecureContext, tunnel: Duplex | undefined): TLSSocket {
  const socket = connect({
    ...target,
    secureContext,
    ALPNProtocols: protocols,
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
