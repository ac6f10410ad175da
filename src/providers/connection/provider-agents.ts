import type { Agent } from 'node:https';
import { ClientPool } from './client-pool.ts';
import type { PooledClient } from './client-pool.ts';
import { createProviderNetwork } from './provider-network.ts';
import type { NetworkSettings, ProviderNetwork, Reach } from './provider-network.ts';

interface KeptAgent extends PooledClient {
  agent: Agent;
}

/**
 * HTTPS agents for adapters: kept connections, through the current proxy, with the certificate authorities of the
 * installation. After a change of the proxy the next call uses new connections, and running calls finish on the old ones.
 */
export class ProviderAgents {
  readonly #network: ProviderNetwork;
  readonly #agents = new ClientPool<KeptAgent>();

  constructor(settings: NetworkSettings, reach?: Reach) {
    this.#network = createProviderNetwork(settings, reach);
  }

  /**
   * Lends an agent for requests to the origin of `url`, for as long as `work` takes; hand it to `exchange`.
   * @throws PrivateAddressError for a number that is not public, where those are refused.
   */
  async use<Result>(url: URL, work: (agent: Agent) => Promise<Result>): Promise<Result> {
    const connector = await this.#network.connector();
    const create = (): KeptAgent => {
      const agent = connector.createAgent(url);
      return { agent, close: async () => agent.destroy() };
    };
    return this.#agents.use(url.origin, connector.route, create, ({ agent }) => work(agent));
  }

  async close(): Promise<void> {
    await this.#agents.close();
  }
}
