import type { Agent } from 'node:https';
import { ClientPool } from './client-pool.ts';
import type { PooledClient } from './client-pool.ts';
import { createProviderNetwork } from './provider-network.ts';
import type { NetworkSettings, ProviderNetwork, Reach } from './provider-network.ts';

interface KeptAgent extends PooledClient {
  agent: Agent;
}

/**
 * How adapters that speak HTTPS reach their provider: by kept connections, through the proxy of now, trusting whom the
 * installation trusts. When the proxy changes, the next call takes new connections and those under way end on the old ones.
 */
export class ProviderAgents {
  readonly #network: ProviderNetwork;
  readonly #agents = new ClientPool<KeptAgent>();

  /** @throws the system's error when `certificateAuthorityPem` is not a certificate. */
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
