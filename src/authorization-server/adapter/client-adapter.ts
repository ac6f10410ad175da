import type { AdapterPayload } from 'oidc-provider';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { clientResolvers } from '../clients/client-resolvers.ts';
import { EmptyAdapter } from './empty-adapter.ts';

/** Finds clients in the tables of their kinds. Read-only: registration has its own commands. */
export class ClientAdapter extends EmptyAdapter {
  readonly #deps: AuthorizationServerDeps;

  constructor(deps: AuthorizationServerDeps) {
    super();
    this.#deps = deps;
  }

  override async find(clientId: string): Promise<AdapterPayload | undefined> {
    for (const resolve of clientResolvers) {
      const metadata = await resolve(this.#deps, clientId);
      if (metadata) return metadata as AdapterPayload;
    }
    return undefined;
  }

  override async upsert(): Promise<void> {
    throw new Error('Clients are not stored by the authorization server');
  }
}
