import type { AdapterPayload } from 'oidc-provider';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { clientResolvers } from '../clients/client-resolvers.ts';
import { removeRegistration, storeRegistration } from '../registration/store-registration.ts';
import { EmptyAdapter } from './empty-adapter.ts';

/** Finds clients in the tables of their kinds. The provider stores those that register themselves, and no others. */
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

  override async upsert(clientId: string, metadata: AdapterPayload): Promise<void> {
    await storeRegistration(this.#deps, clientId, metadata as Parameters<typeof storeRegistration>[2]);
  }

  override async destroy(clientId: string): Promise<void> {
    await removeRegistration(this.#deps, clientId);
  }
}
