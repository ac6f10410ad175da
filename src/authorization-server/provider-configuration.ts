import type { JWK } from 'jose';
import type { Configuration } from 'oidc-provider';
import { createAdapterFactory } from './adapter/adapter-factory.ts';
import type { AuthorizationServerDeps } from './authorization-server-deps.ts';
import { lifetimes } from './tokens/lifetimes.ts';
import { currentSettings } from './settings.ts';
import { nonceSecretOf } from './tokens/proof-expectations.ts';
import { createTokenPolicy } from './tokens/token-policy.ts';
import { appScope } from './wire-names.ts';

const off = { enabled: false } as const;

/**
 * What of the provider is on. So far apps get tokens and nobody logs in through a browser, so there is no response type
 * and every interactive feature is off; each is switched on here when its flow comes.
 */
export function createProviderConfiguration(deps: AuthorizationServerDeps, jwks: { keys: JWK[] }): Configuration {
  return {
    ...createTokenPolicy(deps),
    adapter: createAdapterFactory(deps),
    jwks: jwks as Configuration['jwks'],
    cookies: { keys: [deps.keyring.mac('cookie', 'authorization-server').toString('base64url')] },
    scopes: [appScope],
    responseTypes: [],
    clientAuthMethods: ['none'],
    clientDefaults: { grant_types: [], response_types: [], token_endpoint_auth_method: 'none', id_token_signed_response_alg: 'ES256' },
    enabledJWA: { dPoPSigningAlgValues: ['ES256'], idTokenSigningAlgValues: ['ES256'], userinfoSigningAlgValues: ['ES256'] },
    features: {
      dPoP: { enabled: true, nonceSecret: nonceSecretOf(deps.keyring), requireNonce: () => currentSettings().dpop_nonce_required },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      devInteractions: off,
      userinfo: off,
      rpInitiatedLogout: off,
      pushedAuthorizationRequests: off,
      resourceIndicators: off,
    },
    routes: { token: '/token', jwks: '/jwks', revocation: '/token/revocation' },
    ttl: { AccessToken: lifetimes.accessToken, RefreshToken: lifetimes.refreshToken, Grant: lifetimes.grant },
    renderError(ctx, out) {
      ctx.type = 'json';
      ctx.body = out;
    },
  };
}
