import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { findClient } from '../../commands/tokens/clients/find-clients.ts';
import type { OauthClient } from '../../entities/tokens/oauth-client.ts';
import { toEpoch } from '../adapter/epoch.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

const routes: readonly unknown[] = ['registration', 'client', 'client_update'];

/** Members of the provider's answer that are not of the stored client: each is shown in the answer that makes it. */
const handedOut = ['registration_access_token', 'registration_client_uri'] as const;

/**
 * Has answers name what is stored of a client. The provider would name all that was sent, and where it knows no secret a text in its
 * place.
 */
export function presentRegistrations(provider: Provider, deps: Pick<AuthorizationServerDeps, 'em'>): void {
  provider.use(async (ctx, next) => {
    await next();
    const { oidc } = ctx as Partial<KoaContextWithOIDC>;
    const body = ctx.body as Record<string, unknown> | undefined;
    if (!routes.includes(oidc?.route) || ctx.status >= 300 || typeof body?.['client_id'] !== 'string') return;
    const { client } = await findClient(deps, body['client_id']);
    const secret = body['client_secret'];
    // A client that had a secret keeps it, and is not shown the text in its place.
    const isMade = oidc?.route === 'registration' || secret !== oidc?.client?.clientSecret;
    ctx.body = {
      ...presentClient(client),
      ...(isMade && secret !== undefined && { client_secret: secret, client_secret_expires_at: 0 }),
      ...Object.fromEntries(handedOut.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]]))),
    };
  });
}

function presentClient(client: OauthClient): Record<string, unknown> {
  const isNative = client.type === 'native' || client.type === 'desktop';
  const members = {
    client_id: client.id,
    client_id_issued_at: toEpoch(client.createdAt),
    client_name: client.name,
    application_type: isNative ? 'native' : 'web',
    token_endpoint_auth_method: client.tokenEndpointAuthMethod,
    grant_types: client.grantTypes,
    response_types: client.grantTypes.includes('authorization_code') ? ['code'] : [],
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    scope: ['openid', ...client.scopes].join(' '),
    jwks: client.jwks,
    jwks_uri: client.jwksUri,
    client_uri: client.clientUri,
    logo_uri: client.logoUri,
    policy_uri: client.policyUri,
    tos_uri: client.tosUri,
    id_token_signed_response_alg: client.idTokenSignedResponseAlg,
    dpop_bound_access_tokens: client.dpopBoundAccessTokens,
    ...Object.fromEntries(
      Object.entries(client.tlsClientAuth ?? {}).map(([name, value]) => [`tls_client_auth_${name}`, value]),
    ),
    tls_client_certificate_bound_access_tokens: client.tlsClientCertificateBoundAccessTokens,
    require_pushed_authorization_requests: client.requirePushedAuthorizationRequests,
    backchannel_logout_uri: client.backchannelLogoutUri,
    backchannel_logout_session_required: client.backchannelLogoutUri ? client.backchannelLogoutSessionRequired : null,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined));
}
