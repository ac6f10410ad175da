import { isDeepStrictEqual } from 'node:util';
import { Agent } from 'node:https';
import { connect as connectTcp, isIP } from 'node:net';
import type { LookupFunction, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { ProviderSettings } from '../provider-settings.ts';
import { ExchangeError } from './exchange.ts';
import { isDirectHost, withoutBrackets } from './outgoing-proxy.ts';
import type { OutgoingProxy } from './outgoing-proxy.ts';
import { isLocalName, isPrivateHost } from './private-addresses.ts';
import { ProxyTunnel } from './proxy-tunnel.ts';
import { PrivateAddressError, publicLookup } from './public-lookup.ts';
import { createTrust } from './trust.ts';
import type { Trust } from './trust.ts';

const connectTimeoutMs = 5000;
const maxSockets = 64;
/** Shorter than the idle timeouts of servers and routers: a request on a dead connection may not be repeated. */
const idleMs = 10_000;

/** Makes connections to providers over one route: with the proxy of one moment, or without any. */
export interface ProviderConnector {
  /** Changes with the proxy. Holders of connections (ClientPool) then create new ones. */
  readonly route: number;
  /** Whom TLS trusts, for a protocol that starts it by itself. */
  readonly secureContext: SecureContext;
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

/** Connections to providers, with the trusted authorities and the current proxy. */
export interface ProviderNetwork {
  /** @throws ExchangeError while the proxy is unknown: no request may bypass it. */
  connector(): Promise<ProviderConnector>;
}

export interface Reach {
  /** Refuses addresses that are not public. Behind a proxy the proxy looks names up (docs/decisions/0049). */
  isGuarded: boolean;
}

/** What of the settings concerns connections. */
export type NetworkSettings = Pick<ProviderSettings, 'trust' | 'findProxy' | 'extraWaitMs'>;

export function createProviderNetwork(
  { trust = createTrust(), findProxy, extraWaitMs = 0 }: NetworkSettings,
  { isGuarded }: Reach = { isGuarded: false },
): ProviderNetwork {
  const network = { ...trust, isGuarded, connectWithinMs: connectTimeoutMs + extraWaitMs };
  let current: { proxy: OutgoingProxy | undefined; connector: ProviderConnector } | undefined;
  return {
    connector: async () => {
      const proxy = await findProxy?.().catch(() => unknownProxy());
      if (current === undefined || !isDeepStrictEqual(current.proxy, proxy))
        current = { proxy, connector: createConnector(network, proxy, (current?.connector.route ?? 0) + 1) };
      return current.connector;
    },
  };
}

function unknownProxy(): never {
  throw new ExchangeError('connection', 'PROXY_UNKNOWN', false);
}

interface Network extends Reach, Trust {
  connectWithinMs: number;
}

function createConnector(
  { authorities, secureContext, isGuarded, connectWithinMs }: Network,
  proxy: OutgoingProxy | undefined,
  route: number,
): ProviderConnector {
  const lookup = isGuarded ? publicLookup : undefined;
  const tunnelTo = (target: Target): ProxyTunnel | undefined =>
    proxy === undefined || isDirectHost(target.host, proxy.directHosts)
      ? undefined
      : new ProxyTunnel(proxy, target, authorities);
  const check = (url: URL): void => {
    // A literal address has no lookup, and a local name is looked up by the proxy.
    if (isGuarded && (isPrivateHost(url) || (proxy !== undefined && isLocalName(url.hostname))))
      throw new PrivateAddressError('a private address');
  };
  const connectTo = (url: URL, protocols: string[]): TLSSocket => {
    check(url);
    const target = targetOf(url);
    return connectTls(
      target,
      { ALPNProtocols: protocols, secureContext, ...(lookup ? { lookup } : {}) },
      { tunnel: tunnelTo(target), withinMs: connectWithinMs },
    );
  };
  const openPlain = (url: URL): Duplex => {
    check(url);
    const target = targetOf(url);
    const options = { ...target, ...(lookup ? { lookup } : {}) };
    return tunnelTo(target) ?? withinTime(connectTcp(options), 'connect', connectWithinMs);
  };
  const createAgent = (url: URL): Agent => {
    check(url);
    return new FixedTargetAgent(() => connectTo(url, ['http/1.1']));
  };
  return {
    route,
    secureContext,
    connect: connectTo,
    open: (url) => (url.protocol === 'https:' ? connectTo(url, ['http/1.1']) : openPlain(url)),
    createAgent,
  };
}

interface Target {
  host: string;
  port: number;
}

function targetOf(url: URL): Target {
  return { host: withoutBrackets(url.hostname), port: Number(url.port || (url.protocol === 'http:' ? 80 : 443)) };
}

function connectTls(
  target: Target,
  options: { ALPNProtocols: string[]; secureContext: SecureContext; lookup?: LookupFunction },
  { tunnel, withinMs }: { tunnel: Duplex | undefined; withinMs: number },
): TLSSocket {
  const socket = connect({
    ...target,
    ...options,
    ...(isIP(target.host) ? {} : { servername: target.host }),
    ...(tunnel === undefined ? {} : { socket: tunnel }),
  });
  socket.once('close', () => tunnel?.destroy());
  tunnel?.once('error', (error) => socket.destroy(error));
  return withinTime(socket, 'secureConnect', withinMs);
}

function withinTime<Connection extends Socket>(
  socket: Connection,
  event: 'connect' | 'secureConnect',
  withinMs: number,
): Connection {
  const timer = setTimeout(
    () => socket.destroy(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' })),
    withinMs,
  ).unref();
  socket.once(event, () => clearTimeout(timer));
  socket.once('close', () => clearTimeout(timer));
  return socket;
}

/** Client libraries name their provider's host; the agent connects to `url` instead. */
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
