import type { HubRole } from '../../persons/roles/hub-roles.ts';

/** Kinds of clients. Those that run on the user's device or in their browser keep no secret: they are public. */
export const publicClientTypes = ['spa', 'mpa', 'native', 'pwa', 'desktop'] as const;
export const clientTypes = [...publicClientTypes, 'confidential'] as const;
export type ClientType = (typeof clientTypes)[number];

/** How a client says who it is at the token endpoint; `none`: it only names itself. */
export const clientAuthMethods = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
] as const;
export type ClientAuthMethod = (typeof clientAuthMethods)[number];

/** What of its certificate names a client of `tls_client_auth`: one member (RFC 8705 section 2.1.2). */
export interface CertificateName {
  subject_dn?: string | undefined;
  san_dns?: string | undefined;
  san_uri?: string | undefined;
  san_ip?: string | undefined;
  san_email?: string | undefined;
}

/** The device authorization grant (RFC 8628). */
export const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** Token exchange (RFC 8693). */
export const tokenExchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** Sign-in without a browser (OpenID Connect CIBA Core 1.0). */
export const cibaGrant = 'urn:openid:params:grant-type:ciba';

/** How a client of CIBA gets to know that a request has ended. */
export const tokenDeliveryModes = ['poll', 'ping'] as const;

export const clientGrantTypes = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  deviceCodeGrant,
  tokenExchangeGrant,
  cibaGrant,
] as const;
export type ClientGrantType = (typeof clientGrantTypes)[number];

/** What a client knows people by (OpenID Connect Core section 8): the same for all clients, or a name of their own for each sector. */
export const subjectTypes = ['public', 'pairwise'] as const;

/** How an ID token is encrypted for a client: to a public key of it. */
export const encryptionAlgorithms = ['RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A256KW'] as const;
export const contentEncryptions = ['A128CBC-HS256', 'A256CBC-HS512', 'A128GCM', 'A256GCM'] as const;

/** Who may use a client: people with one of these roles, and these people. */
export interface ClientAccess {
  roles: readonly HubRole[];
  users: readonly string[];
}

/** Whether a client can keep a secret. */
export function isConfidential(type: ClientType): boolean {
  return type === 'confidential';
}
