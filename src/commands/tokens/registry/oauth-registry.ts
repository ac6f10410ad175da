import { IsolationLevel } from '@mikro-orm/core';
import { ClaimDefinition } from '../../../entities/persons/claim-definition.ts';
import { OauthClientSecret } from '../../../entities/tokens/oauth-client-secret.ts';
import { OauthClient } from '../../../entities/tokens/oauth-client.ts';
import { ProtectedResource } from '../../../entities/tokens/protected-resource.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** A client with the secrets that it may use now. */
export interface RegisteredClient {
  client: OauthClient;
  secrets: readonly OauthClientSecret[];
}

/** Every client and every protected resource as they stand, read-only, shared by all requests of a process. */
export interface OauthRegistry {
  clients: ReadonlyMap<string, RegisteredClient>;
  /** By identifier. */
  resources: ReadonlyMap<string, ProtectedResource>;
  /** Claims by definition, by type. */
  claims: readonly ClaimDefinition[];
}

/** Where the registry is had from; it follows changes made by any process within two seconds. */
export interface OauthRegistrySource {
  current(): Promise<OauthRegistry>;
}

/** Reads the registry, all of one moment. */
export async function loadOauthRegistry(deps: Pick<CommandDeps, 'em'>): Promise<OauthRegistry> {
  return deps.em().transactional(
    async (em) => {
      const secrets = await em.findAll(OauthClientSecret, { orderBy: { createdAt: 'asc', id: 'asc' } });
      const secretsOf = Map.groupBy(secrets, ({ client }) => client);
      const clients = await em.findAll(OauthClient);
      const resources = await em.findAll(ProtectedResource);
      const claims = await em.findAll(ClaimDefinition, { orderBy: { claimType: 'asc' } });
      return {
        claims,
        clients: new Map(clients.map((client) => [client.id, { client, secrets: secretsOf.get(client.id) ?? [] }])),
        resources: new Map(resources.map((resource) => [resource.identifier, resource])),
      };
    },
    { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true },
  );
}
