import type { ProxyAddress } from '../../config/proxy-address.ts';

/** The HTTP proxy that connections to providers go through, by CONNECT. */
export interface OutgoingProxy extends ProxyAddress {
  /** True: the credentials go with the first request. False: only after a 407 that asks for them. */
  isPreemptive: boolean;
  /** Hosts that are reached without the proxy: names, `.suffix`es, addresses. */
  directHosts: readonly string[];
}

/** The current proxy; undefined without one. */
export type FindProxy = () => Promise<OutgoingProxy | undefined>;

/** Whether `host` is one of those that are reached without the proxy. */
export function isDirectHost(host: string, directHosts: readonly string[]): boolean {
  const name = withoutBrackets(host).toLowerCase();
  return directHosts
    .map((entry) => withoutBrackets(entry).toLowerCase())
    .some((entry) => (entry.startsWith('.') ? name.endsWith(entry) : name === entry));
}

/** A host as sockets take it: URLs put IPv6 addresses in brackets. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
