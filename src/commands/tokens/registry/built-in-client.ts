import type { OauthClient } from '../../../entities/tokens/oauth-client.ts';
import { clientDefaults } from '../clients/client-defaults.ts';
import type { RegisteredClient } from './oauth-registry.ts';

/** When what is built in came to be. */
export const builtInSince = new Date(0);

type Own = Pick<OauthClient, 'id' | 'name' | 'type' | 'redirectUris' | 'scopes' | 'resources'>;

/** A client that is built in: public, of the same house, for the code flow alone. No table has it, so no administrator can change it or take its id. */
export function builtInClient(own: Own): RegisteredClient {
  const client = {
    ...clientDefaults,
    ...own,
    tokenEndpointAuthMethod: 'none',
    grantTypes: ['authorization_code'],
    firstParty: true,
    createdAt: builtInSince,
    changedAt: builtInSince,
  } satisfies Partial<OauthClient>;
  return { client: client as OauthClient, secrets: [] };
}
