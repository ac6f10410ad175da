import type { OauthClient } from '../../../entities/tokens/oauth-client.ts';
import type { OauthRegistry, RegisteredClient } from './oauth-registry.ts';

/** The client of our own account pages. It is built in: no table has it, so no administrator can change it or take its id. */
export const portalClientId = 'countersign-portal';

/** Where the authorization server sends the browser back to, below the public URL. */
export const accountCallbackPath = '/account/callback';

/** The registry with the client of the account pages. A client of a table with its id, from before it was built in, is not used. */
export function withPortalClient(registry: OauthRegistry, publicUrl: string): OauthRegistry {
  return { ...registry, clients: new Map([...registry.clients, [portalClientId, portalClient(publicUrl)]]) };
}

function portalClient(publicUrl: string): RegisteredClient {
  const builtIn = new Date(0);
  const client = {
    id: portalClientId,
    name: 'Countersign',
    type: 'spa',
    enabled: true,
    tokenEndpointAuthMethod: 'none',
    grantTypes: ['authorization_code'],
    redirectUris: [`${publicUrl}${accountCallbackPath}`],
    postLogoutRedirectUris: [],
    scopes: [],
    resources: [],
    jwks: null,
    jwksUri: null,
    clientUri: null,
    logoUri: null,
    policyUri: null,
    tosUri: null,
    firstParty: true,
    rememberConsent: true,
    defaultAcrValues: [],
    accessTokenLifetime: null,
    refreshTokenLifetime: null,
    idTokenSignedResponseAlg: 'ES256',
    dpopBoundAccessTokens: false,
    requirePushedAuthorizationRequests: false,
    backchannelLogoutUri: null,
    backchannelLogoutSessionRequired: false,
    sessionManagement: false,
    backchannelTokenDeliveryMode: 'poll',
    backchannelClientNotificationEndpoint: null,
    createdAt: builtIn,
    changedAt: builtIn,
  } satisfies Partial<OauthClient>;
  return { client: client as OauthClient, secrets: [] };
}
