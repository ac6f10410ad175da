import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { clientResolvers } from '../clients/client-resolver.ts';

/** Answers who a client is from where clients are kept. Nothing is written here: registration has its own commands. */
export class ClientAdapter implements Adapter {
  readonly #deps: AuthorizationServerDeps;

  constructor(deps: AuthorizationServerDeps) {
    this.#deps = deps;
  }

  async find(clientId: string): Promise<AdapterPayload | undefined> {
    for (const resolve of clientResolvers) {
      const metadata = await resolve(this.#deps, clientId);
      if (metadata) return metadata as AdapterPayload;
    }
    return undefined;
  }

  async upsert(): Promise<void> {
    throw new Error('Clients are not stored by the authorization server');
  }

  async findByUid(): Promise<undefined> {}

  async findByUserCode(): Promise<undefined> {}

  async consume(): Promise<void> {}

  async destroy(): Promise<void> {}

  async revokeByGrantId(): Promise<void> {}
}
