import type { z } from 'zod';
import type { Environment } from '../../../config/environment.ts';
import type { OutgoingProxy } from '../../../entities/configuration/outgoing-proxy.ts';
import type { proxyAnswer } from './schema.ts';

type Shown = z.input<typeof proxyAnswer>;

/** The proxy in force without its password: as it is configured, else as the environment has it. */
export function presentOutgoingProxy(row: OutgoingProxy | null, environment: Environment): Shown {
  if (!row) return presentEnvironment(environment);
  const { enabled, host = null, port = null, username = null, password, preemptive, directHosts } = row;
  return { source: 'configuration', enabled, host, port, username, password_set: Boolean(password), preemptive, direct_hosts: directHosts };
}

function presentEnvironment({ providerProxyUrl: proxy, providerProxyPreemptive: preemptive, providerProxyDirectHosts: directHosts }: Environment): Shown {
  return {
    source: proxy ? 'environment' : 'none',
    enabled: proxy !== undefined,
    host: proxy?.host ?? null,
    port: proxy?.port ?? null,
    username: proxy?.credentials?.username ?? null,
    password_set: proxy?.credentials !== undefined,
    preemptive,
    direct_hosts: directHosts,
  };
}
