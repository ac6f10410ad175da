import type { AdapterPayload } from 'oidc-provider';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { clientResolvers } from '../clients/client-resolver.ts';
import { EmptyAdapter } from './empty-adapter.ts';

/** Answers who a client is from where clients are kept. Nothing is written here: registration has its own commands. */
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
