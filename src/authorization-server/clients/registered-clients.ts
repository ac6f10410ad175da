import type { ClientMetadata, Configuration, SigningAlgorithm } from 'oidc-provider';
import { cibaGrant } from '../../domain/tokens/clients/status.ts';
import { openidScopes } from '../accounts/claims.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';
import type { OauthClient } from '../../entities/tokens/oauth-client.ts';

/** A client of the registry, in the provider's words. One that is disabled is not there. */
export async function findRegisteredClient(
  deps: Pick<AuthorizationServerDeps, 'registry' | 'keyring'>,
  clientId: string,
): Promise<ClientMetadata | undefined> {
  const registered = (await deps.registry.current()).clients.get(clientId);
  if (!registered?.client.enabled) return undefined;
  const { client } = registered;
  return {
    client_id: client.id,
    client_name: client.name,
    application_type: client.type === 'native' || client.type === 'desktop' ? 'native' : 'web',
    token_endpoint_auth_method: client.tokenEndpointAuthMethod,
    grant_types: client.grantTypes,
    response_types: client.grantTypes.includes('authorization_code') ? ['code'] : [],
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    scope: ['openid', ...client.scopes.filter((name) => openidScopes.includes(name))].join(' '),
    id_token_signed_response_alg: client.idTokenSignedResponseAlg as SigningAlgorithm,
    require_pushed_authorization_requests: client.requirePushedAuthorizationRequests,
    ...logoutOf(client),
    ...deliveryOf(client),
    ...lifetimesOf(client),
    dpop_bound_access_tokens: client.dpopBoundAccessTokens,
    tls_client_certificate_bound_access_tokens: client.tlsClientCertificateBoundAccessTokens,
    ...encryptionOf(client),
    ...credentialsOf(deps, client),
  };
}

function logoutOf({ backchannelLogoutUri, backchannelLogoutSessionRequired }: OauthClient): Partial<ClientMetadata> {
  if (!backchannelLogoutUri) return {};
  return {
    backchannel_logout_uri: backchannelLogoutUri,
    backchannel_logout_session_required: backchannelLogoutSessionRequired,
  };
}

/** Notifications are sent by our own workflows: the provider only has to know that there is an address. */
function deliveryOf({
  grantTypes,
  backchannelTokenDeliveryMode,
  backchannelUserCodeParameter,
}: OauthClient): Partial<ClientMetadata> {
  if (!grantTypes.includes(cibaGrant)) return {};
  return {
    backchannel_user_code_parameter: backchannelUserCodeParameter,
    backchannel_token_delivery_mode: backchannelTokenDeliveryMode,
    ...(backchannelTokenDeliveryMode === 'ping' && {
      backchannel_client_notification_endpoint: 'https://notified-by-a-workflow.invalid/',
    }),
  };
}

/** As the provider hands them on: see `lifetimes`. */
function lifetimesOf({ accessTokenLifetime, refreshTokenLifetime }: OauthClient) {
  return {
    ...(accessTokenLifetime && { access_token_lifetime: accessTokenLifetime }),
    ...(refreshTokenLifetime && { refresh_token_lifetime: refreshTokenLifetime }),
  };
}

function encryptionOf(client: OauthClient): Partial<ClientMetadata> {
  const { idTokenEncryptedResponseAlg: alg, idTokenEncryptedResponseEnc: enc } = client;
  if (!alg) return {};
  return { id_token_encrypted_response_alg: alg, ...(enc && { id_token_encrypted_response_enc: enc }) };
}

function credentialsOf(
  { keyring }: Pick<AuthorizationServerDeps, 'keyring'>,
  client: OauthClient,
): Partial<ClientMetadata> {
  const keys = keysOf(client);
  if (client.tokenEndpointAuthMethod.startsWith('client_secret'))
    // The provider wants a text. What was sent is compared with the stored hashes (`checkSecrets`), never with this.
    return {
      ...keys,
      client_secret: keyring.lookupHash('not a secret', 'oauth_client', client.id).toString('base64url'),
    };
  const name = Object.entries(client.tlsClientAuth ?? {}).map(([part, value]) => [`tls_client_auth_${part}`, value]);
  return { ...keys, ...Object.fromEntries(name) };
}

function keysOf({ jwks, jwksUri }: OauthClient): Partial<ClientMetadata> {
  if (jwks) return { jwks: jwks as NonNullable<ClientMetadata['jwks']> };
  return jwksUri ? { jwks_uri: jwksUri } : {};
}

/** Keys at a `jwks_uri` are fetched as those of API clients are: bounded, not too often, from no private address. */
export function fetchClientKeys({
  clientKeys,
}: Pick<AuthorizationServerDeps, 'clientKeys'>): NonNullable<Configuration['fetch']> {
  return async (url) => Response.json({ keys: await clientKeys.find(String(url), () => false) });
}
