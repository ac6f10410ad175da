import type { Provider } from 'oidc-provider';
import type { RegisteredClient } from '../../commands/tokens/registry/oauth-registry.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import { isInstallationId } from './installation-id.ts';

type Client = InstanceType<Provider['Client']>;

/**
 * Keeps clients of the registry as the provider made them: at each request it would have their metadata built, serialised and hashed. A
 * changed client is another object of the next registry, so that what was made of the former one is not found any more.
 */
export function keepClients(provider: Provider, { registry }: Pick<AuthorizationServerDeps, 'registry'>): void {
  const { Client } = provider;
  const find = Client.find.bind(Client) as (id: string) => Promise<Client | undefined>;
  const kept = new WeakMap<RegisteredClient, Client>();
  const findKept = async (id: string): Promise<Client | undefined> => {
    const registered = isInstallationId(id) ? undefined : (await registry.current()).clients.get(id);
    const known = registered && kept.get(registered);
    if (known) return known;
    const client = await find(id);
    if (!client || !registered) return client;
    // The provider would want a sector document at an address; the sector is a setting of the registry. And which authorization details a
    // client may ask for is said by its resources.
    Object.assign(client, { subjectType: registered.client.subjectType, authorizationDetailsTypes: undefined });
    kept.set(registered, client);
    return client;
  };
  Object.assign(Client, { find: findKept });
}
