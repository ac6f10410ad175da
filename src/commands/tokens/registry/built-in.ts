import type { OauthRegistry } from './oauth-registry.ts';
import { operatorClient, operatorClientIds, operatorResource } from './operator-client.ts';
import { portalClient, portalClientId } from './portal-client.ts';

/** Ids that no client of a table takes. */
export const builtInClientIds: readonly string[] = [portalClientId, ...operatorClientIds];

/**
 * The registry with what is built in. A client of a table with the id of one, from before it was built in, is not used; nor is a resource
 * with the identifier of ours.
 */
export function withBuiltIns(
  registry: OauthRegistry,
  environment: { publicUrl: string; mode: 'production' | 'development' },
): OauthRegistry {
  const clients = [portalClient(environment.publicUrl), operatorClient(environment.publicUrl)];
  const resource = operatorResource(environment);
  return {
    ...registry,
    clients: new Map([...registry.clients, ...clients.map((each) => [each.client.id, each] as const)]),
    resources: new Map([...registry.resources, [resource.identifier, resource]]),
  };
}
