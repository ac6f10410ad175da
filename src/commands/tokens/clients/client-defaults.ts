import type { oauthClientFields } from '../../../domain/tokens/field-names.ts';
import type { OauthClient } from '../../../entities/tokens/oauth-client.ts';

/** What a client is that its author said nothing more of. */
export const clientDefaults: Omit<
  Pick<OauthClient, keyof typeof oauthClientFields>,
  'name' | 'type' | 'grantTypes' | 'tokenEndpointAuthMethod'
> = {
  enabled: true,
  redirectUris: [],
  postLogoutRedirectUris: [],
  scopes: [],
  resources: [],
  defaultAcrValues: [],
  firstParty: false,
  rememberConsent: true,
  consentLifetimeDays: null,
  consentMotivation: null,
  consentItems: [],
  idTokenSignedResponseAlg: 'ES256',
  dpopBoundAccessTokens: false,
  tlsClientAuth: null,
  tlsClientCertificateBoundAccessTokens: false,
  requirePushedAuthorizationRequests: false,
  backchannelLogoutUri: null,
  backchannelLogoutSessionRequired: false,
  sessionManagement: false,
  backchannelTokenDeliveryMode: 'poll',
  backchannelClientNotificationEndpoint: null,
  backchannelUserCodeParameter: false,
  access: null,
  subjectType: 'public',
  sectorIdentifier: null,
  idTokenEncryptedResponseAlg: null,
  idTokenEncryptedResponseEnc: null,
  jwks: null,
  jwksUri: null,
  clientUri: null,
  logoUri: null,
  policyUri: null,
  tosUri: null,
  accessTokenLifetime: null,
  refreshTokenLifetime: null,
};
