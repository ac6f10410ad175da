import type { ConsentItem } from '../consents/consent-items.ts';
import type { CertificateName, ClientAccess, ClientAuthMethod, ClientGrantType, ClientType } from './status.ts';
import { claimsOfScopes, scopeClaims } from '../consents/scope-claims.ts';
import type { DefinedClaim } from '../consents/scope-claims.ts';
import { cibaGrant, deviceCodeGrant, isConfidential, tokenExchangeGrant } from './status.ts';

/** What of a client the rules are about. */
export interface ClientSettings {
  type: ClientType;
  tokenEndpointAuthMethod: ClientAuthMethod;
  grantTypes: readonly ClientGrantType[];
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  scopes: readonly string[];
  jwks?: { keys: readonly Record<string, unknown>[] } | null;
  jwksUri?: string | null;
  backchannelLogoutUri?: string | null;
  backchannelTokenDeliveryMode?: 'poll' | 'ping';
  backchannelClientNotificationEndpoint?: string | null;
  backchannelUserCodeParameter?: boolean;
  accessTokenLifetime?: number | null;
  requirePushedAuthorizationRequests?: boolean;
  dpopBoundAccessTokens?: boolean;
  tlsClientAuth?: CertificateName | null;
  tlsClientCertificateBoundAccessTokens?: boolean;
  sessionManagement?: boolean;
  consentItems?: readonly ConsentItem[];
  access?: ClientAccess | null;
  subjectType?: 'public' | 'pairwise';
  sectorIdentifier?: string | null;
  idTokenEncryptedResponseAlg?: string | null;
  idTokenEncryptedResponseEnc?: string | null;
}

/** A setting that is refused, by its word on the wire, and why. */
export interface ClientRefusal {
  field: string;
  reason: string;
}

type Check = (client: ClientSettings) => ClientRefusal | undefined;

const refuse = (field: string, reason: string): ClientRefusal => ({ field, reason });

/** Whether people sign in at a client, so that it has sessions and consents. */
export function signsPeopleIn(grantTypes: readonly ClientGrantType[]): boolean {
  return grantTypes.includes('authorization_code') || grantTypes.includes(deviceCodeGrant);
}

/** RFC 6749 section 2.1: what runs on the user's device keeps no secret; what can keep one has one. */
const checkMethod: Check = ({ type, tokenEndpointAuthMethod: method }) => {
  if (isConfidential(type) && method === 'none')
    return refuse('token_endpoint_auth_method', 'A confidential client authenticates.');
  if (!isConfidential(type) && method !== 'none')
    return refuse('token_endpoint_auth_method', 'A public client cannot keep a secret or a key: send none.');
  return undefined;
};

/** Grants that need a client whose name another one cannot take. */
const confidentialGrants: readonly ClientGrantType[] = ['client_credentials', tokenExchangeGrant, cibaGrant];

const checkGrants: Check = ({ type, grantTypes }) => {
  if (!isConfidential(type) && grantTypes.some((grant) => confidentialGrants.includes(grant)))
    return refuse('grant_types', 'Only a confidential client may have client_credentials, token exchange and CIBA.');
  if (grantTypes.includes('refresh_token') && !signsPeopleIn(grantTypes) && !grantTypes.includes(cibaGrant))
    return refuse('grant_types', 'Refresh tokens come of authorization_code, of the device code or of CIBA.');
  return undefined;
};

const checkRedirects: Check = ({ grantTypes, redirectUris }) => {
  const isNeeded = grantTypes.includes('authorization_code');
  if (isNeeded && redirectUris.length === 0) return refuse('redirect_uris', 'authorization_code needs a redirect URI.');
  if (!isNeeded && redirectUris.length > 0) return refuse('redirect_uris', 'Only authorization_code redirects.');
  return undefined;
};

const checkAddresses: Check = ({ type, redirectUris, postLogoutRedirectUris }) => {
  const lists = { redirect_uris: redirectUris, post_logout_redirect_uris: postLogoutRedirectUris };
  for (const [field, uris] of Object.entries(lists))
    for (const uri of uris) {
      const reason = checkRedirectUri(type, uri);
      if (reason !== undefined) return refuse(field, reason);
    }
  return undefined;
};

const checkKeys: Check = (client) => {
  const { tokenEndpointAuthMethod: method, grantTypes, jwks, jwksUri, idTokenEncryptedResponseAlg: alg } = client;
  if (jwks && jwksUri) return refuse('jwks_uri', 'Send jwks or jwks_uri, not both.');
  const isByKeys = method === 'private_key_jwt' || method === 'self_signed_tls_client_auth';
  if (isByKeys && !jwks && !jwksUri) return refuse('jwks', `${method} needs jwks or jwks_uri.`);
  if (alg && !jwks && !jwksUri) return refuse('jwks', 'ID tokens are encrypted to a key of the client.');
  const hasKeys = isByKeys || Boolean(alg) || grantTypes.includes(cibaGrant);
  if (!hasKeys && (jwks || jwksUri))
    return refuse('jwks', 'Keys are of private_key_jwt, self_signed_tls_client_auth, encrypted ID tokens and CIBA.');
  const isWithout = jwks?.keys.some(
    ({ use, x5c }) => use !== 'enc' && (!Array.isArray(x5c) || typeof x5c[0] !== 'string'),
  );
  if (method === 'self_signed_tls_client_auth' && isWithout)
    return refuse('jwks', 'Each key of self_signed_tls_client_auth has its certificate (x5c).');
  return undefined;
};

const checkCertificates: Check = (client) => {
  const { tokenEndpointAuthMethod: method, tlsClientAuth: name, dpopBoundAccessTokens, ...others } = client;
  if (method === 'tls_client_auth' && !name)
    return refuse('tls_client_auth', 'tls_client_auth needs what of the certificate names the client.');
  if (method !== 'tls_client_auth' && name) return refuse('tls_client_auth', 'Only tls_client_auth has it.');
  if (dpopBoundAccessTokens && others.tlsClientCertificateBoundAccessTokens)
    return refuse('tls_client_certificate_bound_access_tokens', 'Tokens are bound to a key or to a certificate.');
  return undefined;
};

const checkLogout: Check = ({ grantTypes, backchannelLogoutUri: uri }) =>
  uri && !signsPeopleIn(grantTypes)
    ? refuse('backchannel_logout_uri', 'Only a client at which people sign in has sessions that end.')
    : undefined;

const checkDelivery: Check = (client) => {
  const { grantTypes, backchannelTokenDeliveryMode: mode, backchannelClientNotificationEndpoint: endpoint } = client;
  const field = 'backchannel_client_notification_endpoint';
  if (mode === 'ping' && !grantTypes.includes(cibaGrant))
    return refuse('backchannel_token_delivery_mode', 'Only a client of CIBA is notified.');
  if (client.backchannelUserCodeParameter && !grantTypes.includes(cibaGrant))
    return refuse('backchannel_user_code_parameter', 'Only a client of CIBA asks for a user code.');
  if (mode === 'ping' && !endpoint) return refuse(field, 'A client that is notified has an address for it.');
  if (mode !== 'ping' && endpoint) return refuse(field, 'Only the delivery mode ping notifies.');
  return undefined;
};

const checkOfflineAccess: Check = ({ grantTypes, scopes }) =>
  scopes.includes('offline_access') && !grantTypes.includes('refresh_token')
    ? refuse('scopes', 'offline_access needs the grant refresh_token.')
    : undefined;

const checkSessionManagement: Check = ({ type, grantTypes, sessionManagement }) =>
  sessionManagement && !(isConfidential(type) && grantTypes.includes('authorization_code'))
    ? refuse('session_management', 'Only a confidential client with authorization_code may have it.')
    : undefined;

/** Host of addresses that all have the same one. */
function commonHost(uris: readonly string[]): string | undefined {
  const [only, another] = new Set(uris.map((uri) => URL.parse(uri)?.host ?? ''));
  return another === undefined && only !== '' ? only : undefined;
}

/** The sector whose clients know a person by the same pairwise name (OpenID Connect Core section 8.1). */
export function sectorOf({
  sectorIdentifier,
  redirectUris,
}: Pick<ClientSettings, 'sectorIdentifier' | 'redirectUris'>): string | undefined {
  return sectorIdentifier ?? commonHost(redirectUris);
}

const checkSubjects: Check = ({ subjectType, sessionManagement, ...client }) => {
  const isPairwise = subjectType === 'pairwise';
  if (!isPairwise && client.sectorIdentifier) return refuse('sector_identifier', 'Only pairwise subjects have it.');
  if (!isPairwise) return undefined;
  if (sessionManagement) return refuse('session_management', 'The Session API knows people by no pairwise subject.');
  return sectorOf(client) === undefined
    ? refuse('sector_identifier', 'Redirect URIs of several hosts, or none, have no sector: name one.')
    : undefined;
};

const checkEncryption: Check = ({ idTokenEncryptedResponseAlg: alg, idTokenEncryptedResponseEnc: enc }) =>
  enc && !alg ? refuse('id_token_encrypted_response_enc', 'It needs id_token_encrypted_response_alg.') : undefined;

const checks: readonly Check[] = [
  checkMethod,
  checkGrants,
  checkRedirects,
  checkAddresses,
  checkKeys,
  checkCertificates,
  checkLogout,
  checkDelivery,
  checkOfflineAccess,
  checkSessionManagement,
  checkSubjects,
  checkEncryption,
];

/**
 * What a client says of scopes and claims is about its own scopes, and claims that there are.
 * @param definitions of claims beside those of OpenID Connect.
 */
export function checkConsentItems(
  { scopes, consentItems = [] }: Pick<ClientSettings, 'scopes' | 'consentItems'>,
  definitions: readonly DefinedClaim[],
): ClientRefusal | undefined {
  const openid = Object.keys(scopeClaims).map((name) => ({ resource: null, name }));
  const claims = new Set(claimsOfScopes(openid, definitions).map(({ name }) => name));
  const isKnown = ({ kind, name }: ConsentItem) => (kind === 'claim' ? claims.has(name) : scopes.includes(name));
  return consentItems.every(isKnown)
    ? undefined
    : refuse('consent_items', 'Name scopes of the client, and claims that scopes of OpenID Connect ask for.');
}

/** The first rule that a client's settings break (contract/hub.md section 9). */
export function checkClient(client: ClientSettings): ClientRefusal | undefined {
  for (const check of checks) {
    const refusal = check(client);
    if (refusal) return refusal;
  }
  return undefined;
}

const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Whether an address is this machine's own, by its host. */
export function isLoopback(url: URL): boolean {
  return loopbackHosts.has(url.hostname);
}

/**
 * Redirect URIs are compared letter by letter (RFC 9700 section 4.1.3), so each is written as a browser would write it: nothing in it
 * means something else to another reader.
 * @returns why it is refused.
 */
export function checkRedirectUri(type: ClientType, uri: string): string | undefined {
  const url = /^[\x21-\x7e]+$/.test(uri) ? URL.parse(uri) : null;
  if (!url) return 'This is not an absolute URI.';
  if (uri.includes('#')) return 'A redirect URI has no fragment.';
  if (uri.includes('*')) return 'A redirect URI has no wildcard.';
  if (url.username || url.password) return 'A redirect URI has no credentials.';
  if (url.protocol === 'https:' || url.protocol === 'http:') {
    if (url.href !== uri) return `Write it as browsers do: ${url.href}`;
    if (url.protocol === 'http:' && !isLoopback(url)) return 'http: is for a loopback address alone.';
    return undefined;
  }
  const isOwnScheme = /^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+:$/.test(url.protocol);
  return (type === 'native' || type === 'desktop') && isOwnScheme
    ? undefined
    : 'Schemes of its own are for native and desktop clients, and are a reversed domain name (RFC 8252 section 7.1).';
}
