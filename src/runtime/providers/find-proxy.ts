import type { ConfigurationSource } from '../../commands/configuration/configuration-snapshot.ts';
import type { Environment } from '../../config/environment.ts';
import type { OutgoingProxy as ProxyRow } from '../../entities/configuration/outgoing-proxy.ts';
import type { FindProxy, OutgoingProxy } from '../../providers/connection/outgoing-proxy.ts';

type Deps = { configuration: ConfigurationSource; environment: Environment };

/**
 * The outgoing proxy: the configured one, else the environment's. While the database is unreachable it is the
 * last known one: a failed lookup never makes a request bypass the proxy.
 */
export function createFindProxy({ configuration, environment }: Deps): FindProxy {
  const {
    providerProxyUrl: address,
    providerProxyPreemptive: isPreemptive,
    providerProxyDirectHosts: directHosts,
  } = environment;
  const fromEnvironment = address && { ...address, isPreemptive, directHosts };
  let known: { proxy: OutgoingProxy | undefined } | undefined;
  return async () => {
    try {
      const { outgoingProxy } = await configuration.current();
      known = { proxy: outgoingProxy ? readRow(outgoingProxy) : fromEnvironment };
    } catch (error) {
      if (known === undefined) throw error;
    }
    return known.proxy;
  };
}

function readRow({
  enabled,
  host,
  port,
  username,
  password,
  preemptive,
  directHosts,
}: ProxyRow): OutgoingProxy | undefined {
  if (!enabled || !host || !port) return undefined;
  return {
    host,
    port,
    isTls: false,
    ...(username && password ? { credentials: { username, password } } : {}),
    isPreemptive: preemptive,
    directHosts,
  };
}
