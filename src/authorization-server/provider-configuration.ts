import type { JWK } from 'jose';
import type { Configuration, SigningAlgorithm } from 'oidc-provider';
import { acrValues } from '../domain/authentication/levels.ts';
import {
  clientAuthMethods,
  contentEncryptions,
  encryptionAlgorithms,
  subjectTypes,
} from '../domain/tokens/clients/status.ts';
import { signingAlgorithms } from '../domain/tokens/signing-keys/status.ts';
import { clientAlgorithms } from '../security/clients/client-jwk.ts';
import { scopeClaims } from '../domain/tokens/consents/scope-claims.ts';
import { openidScopes } from './accounts/claims.ts';
import { createPairwiseIdentifier } from './accounts/subjects.ts';
import { createAdapterFactory } from './adapter/adapter-factory.ts';
import type { AuthorizationServerDeps } from './authorization-server-deps.ts';
import { checkAssertion } from './clients/check-assertion.ts';
import { clientCertificates } from './clients/client-certificates.ts';
import { fetchClientKeys } from './clients/registered-clients.ts';
import { cookieConfiguration } from './cookies.ts';
import { loadGrant } from './grants/authorization-code/load-grant.ts';
import { backchannelAuthentication } from './grants/backchannel/backchannel-authentication.ts';
import { deviceFlow } from './grants/device-code/device-flow.ts';
import { createInteractionPolicy } from './interactions/interaction-policy.ts';
import { interactionUrl } from './interactions/interaction-url.ts';
import { renderError } from './pages/error-page.ts';
import { clientRegistration } from './registration/registration.ts';
import { createAuthorizationDetails } from './resources/authorization-details.ts';
import { createIntrospectionPolicy } from './resources/introspection-policy.ts';
import { createResourceIndicators } from './resources/resource-indicators.ts';
import { lifetimes } from './tokens/lifetimes.ts';
import { createLogout } from './sessions/logout.ts';
import { currentSettings } from './settings.ts';
import { nonceSecretOf } from './tokens/proof-expectations.ts';
import { createTokenPolicy } from './tokens/token-policy.ts';
import { defaultScope } from './wire-names.ts';

const off = { enabled: false } as const;

const routes = {
  authorization: '/authorize',
  token: '/token',
  userinfo: '/userinfo',
  pushed_authorization_request: '/par',
  end_session: '/logout',
  jwks: '/jwks',
  revocation: '/token/revocation',
  introspection: '/token/introspect',
  device_authorization: '/device/auth',
  code_verification: '/device',
  backchannel_authentication: '/backchannel',
  registration: '/register',
} as const;

/** Algorithms that are accepted, as far as they are not the provider's defaults. */
const enabledJWA = {
  clientAuthSigningAlgValues: [...clientAlgorithms] as SigningAlgorithm[],
  dPoPSigningAlgValues: ['ES256'],
  requestObjectSigningAlgValues: [...clientAlgorithms] as SigningAlgorithm[],
  idTokenSigningAlgValues: [...signingAlgorithms],
  userinfoSigningAlgValues: ['ES256'],
  introspectionSigningAlgValues: ['ES256'],
  idTokenEncryptionAlgValues: [...encryptionAlgorithms],
  idTokenEncryptionEncValues: [...contentEncryptions],
  introspectionEncryptionAlgValues: [],
  introspectionEncryptionEncValues: [],
  requestObjectEncryptionAlgValues: ['ECDH-ES', 'ECDH-ES+A256KW'],
  requestObjectEncryptionEncValues: [...contentEncryptions],
} satisfies Configuration['enabledJWA'];

/** Configuration of the provider: apps get tokens by enrolment codes, clients for themselves, and for people who sign in with a browser. */
export function createProviderConfiguration(deps: AuthorizationServerDeps, jwks: { keys: JWK[] }): Configuration {
  const { publicUrl } = deps.environment;
  return {
    ...createTokenPolicy(deps),
    adapter: createAdapterFactory(deps),
    jwks: jwks as Configuration['jwks'],
    cookies: cookieConfiguration(publicUrl, [deps.keyring.sharedSecret('authorization-server').toString('base64url')]),
    scopes: [defaultScope, ...openidScopes],
    claims: {
      openid: ['sub', 'acr', 'amr', 'auth_time'],
      ...Object.fromEntries(Object.entries(scopeClaims).map(([scope, claims]) => [scope, [...claims]])),
      sid: null,
      iss: null,
    },
    acrValues: [...acrValues],
    responseTypes: ['code'],
    subjectTypes: [...subjectTypes],
    pairwiseIdentifier: createPairwiseIdentifier(deps),
    pkce: { required: () => true },
    allowOmittingSingleRegisteredRedirectUri: false,
    interactions: { policy: createInteractionPolicy(deps), url: interactionUrl(deps) },
    loadExistingGrant: loadGrant(deps),
    extraClientMetadata: { properties: ['access_token_lifetime', 'refresh_token_lifetime'] },
    clientAuthMethods: [...clientAuthMethods],
    assertJwtClientAuthClaimsAndHeader: checkAssertion(deps),
    fetch: fetchClientKeys(deps),
    clientDefaults: {
      grant_types: [],
      response_types: [],
      token_endpoint_auth_method: 'none',
      id_token_signed_response_alg: 'ES256',
      introspection_signed_response_alg: 'ES256',
    },
    enabledJWA,
    features: createFeatures(deps),
    routes,
    ttl: lifetimes,
    renderError,
  };
}

function createFeatures(deps: AuthorizationServerDeps): Configuration['features'] {
  return {
    dPoP: {
      enabled: true,
      nonceSecret: nonceSecretOf(deps.keyring),
      requireNonce: () => currentSettings().dpop_nonce_required,
    },
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    devInteractions: off,
    mTLS: clientCertificates(deps),
    userinfo: { enabled: true },
    rpInitiatedLogout: createLogout(deps),
    backchannelLogout: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    requestObjects: { enabled: true },
    clientCredentials: { enabled: true },
    deviceFlow: deviceFlow(),
    ciba: backchannelAuthentication(deps),
    encryption: { enabled: true },
    jwtIntrospection: { enabled: true },
    introspection: { enabled: true, allowedPolicy: createIntrospectionPolicy(deps) },
    resourceIndicators: createResourceIndicators(deps),
    richAuthorizationRequests: createAuthorizationDetails(deps),
    ...clientRegistration(deps),
  };
}
