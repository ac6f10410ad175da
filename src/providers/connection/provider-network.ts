import { isDeepStrictEqual } from 'node:util';
import { Agent } from 'node:https';
import { connect as connectTcp, isIP } from 'node:net';
import type { LookupFunction, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, createSecureContext, getCACertificates } from 'node:tls';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { ProviderSettings } from '../provider-settings.ts';
import { ExchangeError } from './exchange.ts';
import { isDirectHost, withoutBrackets } from './outgoing-proxy.ts';
import type { OutgoingProxy } from './outgoing-proxy.ts';
import { isLocalName, isPrivateHost } from './private-addresses.ts';
import { ProxyTunnel } from './proxy-tunnel.ts';
import { PrivateAddressError, publicLookup } from './public-lookup.ts';

const connectTimeoutMs = 5000;
const maxSockets = 64;
/** Shorter than any server or router between forgets a silent connection: a request on a dead one may not be repeated. */
const idleMs = 10_000;

/** Makes connections to providers over one route: with the proxy of one moment, or without any. */
export interface ProviderConnector {
  /** Another number after every change of the proxy. Who keeps connections makes new ones then (ClientPool does). */
  readonly route: number;
  /**
   * A TLS connection to the host and port of `url`, with the first of `protocols` that the other side speaks too.
   * @throws PrivateAddressError for a number that is not public, where those are refused.
   */
  connect(url: URL, protocols: string[]): TLSSocket;
  /**
   * One connection for HTTP/1.1 to `url`, with TLS when it is `https:`; for the `createConnection` of a request without agent.
   * @throws PrivateAddressError
   */
  open(url: URL): Duplex;
  /**
   * Keeps connections to `url`, whatever host a client library asks for.
   * @throws PrivateAddressError
   */
  createAgent(url: URL): Agent;
}

/** The way to providers: whom to trust, and the proxy that is in between now. */
export interface ProviderNetwork {
  /** @throws ExchangeError while nobody knows whether there is a proxy: nothing goes past one. */
  connector(): Promise<ProviderConnector>;
}

export interface Reach {
  /** Refuses addresses that are not public. Behind a proxy the proxy looks names up (docs/decisions/0049). */
  isGuarded: boolean;
}

/** What of the settings concerns connections. */
export type NetworkSettings = Pick<ProviderSettings, 'certificateAuthorityPem' | 'findProxy'>;

/** @throws the system's error when `certificateAuthorityPem` is not a certificate. */
export function createProviderNetwork({ certificateAuthorityPem, findProxy }: NetworkSettings, { isGuarded }: Reach = { isGuarded: false }): ProviderNetwork {
  const authorities = trustedAuthorities(certificateAuthorityPem);
  // Made once: parsing all of the system's authorities for each connection takes longer than the connection.
  const secureContext = createSecureContext(authorities === undefined ? {} : { ca: authorities });
  const network = { authorities, secureContext, isGuarded };
  let current: { proxy: OutgoingProxy | undefined; connector: ProviderConnector } | undefined;
  return {
    connector: async () => {
      const proxy = await findProxy?.().catch(() => unknownProxy());
      if (current === undefined || !isDeepStrictEqual(current.proxy, proxy)) current = { proxy, connector: createConnector(network, proxy, (current?.connector.route ?? 0) + 1) };
      return current.connector;
    },
  };
}

function unknownProxy(): never {
  throw new ExchangeError('connection', 'PROXY_UNKNOWN', false);
}

/** All that the system trusts and `pem` beside it; undefined for the system's own. */
function trustedAuthorities(pem: string | undefined): string[] | undefined {
  return pem === undefined ? undefined : [...getCACertificates('default'), pem];
}

interface Network extends Reach {
  authorities: string[] | undefined;
  secureContext: SecureContext;
}

function createConnector({ authorities, secureContext, isGuarded }: Network, proxy: OutgoingProxy | undefined, route: number): ProviderConnector {
  const lookup = isGuarded ? publicLookup : undefined;
  const tunnelTo = (target: Target): ProxyTunnel | undefined => (proxy === undefined || isDirectHost(target.host, proxy.directHosts) ? undefined : new ProxyTunnel(proxy, target, authorities));
  const check = (url: URL): void => {
    // A number is never looked up, and a name of the network's own only by the proxy.
    if (isGuarded && (isPrivateHost(url) || (proxy !== undefined && isLocalName(url.hostname)))) throw new PrivateAddressError('a private address');
  };
  const connectTo = (url: URL, protocols: string[]): TLSSocket => {
    check(url);
    const target = targetOf(url);
    return connectTls(target, { ALPNProtocols: protocols, secureContext, ...(lookup ? { lookup } : {}) }, tunnelTo(target));
  };
  const openPlain = (url: URL): Duplex => {
    check(url);
    const target = targetOf(url);
    return tunnelTo(target) ?? withinTime(connectTcp({ ...target, ...(lookup ? { lookup } : {}) }), 'connect');
  };
  const createAgent = (url: URL): Agent => {
    check(url);
    return new FixedTargetAgent(() => connectTo(url, ['http/1.1']));
  };
  return { route, connect: connectTo, open: (url) => (url.protocol === 'https:' ? connectTo(url, ['http/1.1']) : openPlain(url)), createAgent };
}

interface Target {
  host: string;
  port: number;
}

function targetOf(url: URL): Target {
  return { host: withoutBrackets(url.hostname), port: Number(url.port || (url.protocol === 'http:' ? 80 : 443)) };
}

function connectTls(target: Target, options: { ALPNProtocols: string[]; secureContext: SecureContext; lookup?: LookupFunction }, tunnel: Duplex | undefined): TLSSocket {
  const socket = connect({
    ...target,
    ...options,
    ...(isIP(target.host) ? {} : { servername: target.host }),
    ...(tunnel === undefined ? {} : { socket: tunnel }),
  });
  socket.once('close', () => tunnel?.destroy());
  tunnel?.once('error', (error) => socket.destroy(error));
  return withinTime(socket, 'secureConnect');
}

function withinTime<Connection extends Socket>(socket: Connection, event: 'connect' | 'secureConnect'): Connection {
  const timer = setTimeout(() => socket.destroy(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' })), connectTimeoutMs).unref();
  socket.once(event, () => clearTimeout(timer));
  socket.once('close', () => clearTimeout(timer));
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
