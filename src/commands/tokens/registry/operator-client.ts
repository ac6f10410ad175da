import type { ProtectedResource } from '../../../entities/tokens/protected-resource.ts';
import { builtInClient, builtInSince } from './built-in-client.ts';
import type { RegisteredClient } from './oauth-registry.ts';

/** The client of programs on an operator's own machine. */
const operatorClientId = 'countersign-operators';

/** Clients that get tokens for the admin API: no other one does, as who may change a client could then act as an operator. */
export const operatorClientIds: readonly string[] = [operatorClientId];

/** Scope for everything, and the one for reading alone. */
export const operatorScopes = { all: 'admin', read: 'admin:read' } as const;

/** Seconds that a token lives. It is checked at each use, and ends with the session of its browser. */
const tokenLifetime = 3600;

type Mode = 'production' | 'development';

/** What tokens of operators are for: the admin API, and the configuration API. */
export function operatorAudience(publicUrl: string): string {
  return `${publicUrl}/admin`;
}

/** Level that operators have to sign in with. */
export function operatorLevel(mode: Mode): 1 | 2 {
  return mode === 'production' ? 2 : 1;
}

/** The admin API as the authorization server knows it. */
export function operatorResource({ publicUrl, mode }: { publicUrl: string; mode: Mode }): ProtectedResource {
  const resource = {
    id: '00000000-0000-0000-0000-000000000000',
    identifier: operatorAudience(publicUrl),
    name: 'Countersign administration',
    scopes: [
      { name: operatorScopes.all, description: 'Administer Countersign', consent: true },
      { name: operatorScopes.read, description: 'See what there is to administer', consent: true },
    ],
    tokenFormat: 'opaque',
    tokenLifetime,
    signingAlg: 'ES256',
    binding: 'none',
    requiredLevel: operatorLevel(mode),
    maxAge: null,
    introspectionClients: [],
    authorizationDetailsTypes: [],
    createdAt: builtInSince,
    changedAt: builtInSince,
  } satisfies Partial<ProtectedResource>;
  return resource as ProtectedResource;
}

/**
 * A program on the operator's machine takes the code at an address of that machine, at any port (RFC 8252 section 7.3). The operator allows it
 * each time: any page can lead a browser there, and any program of the machine can listen.
 */
export function operatorClient(publicUrl: string): RegisteredClient {
  const { client, secrets } = builtInClient({
    id: operatorClientId,
    name: 'Countersign administration',
    type: 'native',
    redirectUris: ['http://127.0.0.1/callback'],
    scopes: Object.values(operatorScopes),
    resources: [operatorAudience(publicUrl)],
  });
  return { client: { ...client, firstParty: false, rememberConsent: false }, secrets };
}
