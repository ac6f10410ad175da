import type { Environment } from '../config/environment.ts';
import { readProxyUrl } from '../providers/connection/outgoing-proxy.ts';
import type { FindProxy } from '../providers/connection/outgoing-proxy.ts';

/** The outgoing proxy that the environment names. */
export function createFindProxy(environment: Environment): FindProxy {
  const { providerProxyUrl, providerProxyPreemptive: isPreemptive, providerProxyDirectHosts: directHosts } = environment;
  const fromEnvironment = providerProxyUrl === undefined ? undefined : readProxyUrl(providerProxyUrl, { isPreemptive, directHosts });
  return async () => fromEnvironment;
}
