import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import type { ConsentItem, Motivation } from '../../domain/tokens/consents/consent-items.ts';
import {
  clientAuthMethods,
  clientTypes,
  contentEncryptions,
  encryptionAlgorithms,
  subjectTypes,
  tokenDeliveryModes,
} from '../../domain/tokens/clients/status.ts';
import type { CertificateName, ClientAccess, ClientGrantType } from '../../domain/tokens/clients/status.ts';
import { signingAlgorithms } from '../../domain/tokens/signing-keys/status.ts';

/** A site, an app of others or a service that gets tokens. Installations of our own apps are devices, no such clients. */
export const OauthClient = defineEntity({
  name: 'OauthClient',
  tableName: 'oauth_client',
  properties: {
    id: p.string().length(64).primary(),
    name: p.string().length(128),
    type: p.enum(clientTypes),
    enabled: p.boolean().default(true),
    tokenEndpointAuthMethod: p.enum(clientAuthMethods),
    grantTypes: p.json<ClientGrantType[]>(),
    redirectUris: p.json<string[]>(),
    postLogoutRedirectUris: p.json<string[]>(),
    /** Names of scopes that it may ask for, of OpenID Connect and of resources. */
    scopes: p.json<string[]>(),
    /** Identifiers of the protected resources that it may get tokens for. */
    resources: p.json<string[]>(),
    /** Public keys of `private_key_jwt`, here or at an address. */
    jwks: p.json<{ keys: Record<string, unknown>[] }>().nullable(),
    jwksUri: p.string().length(2048).nullable(),
    clientUri: p.string().length(2048).nullable(),
    logoUri: p.string().length(2048).nullable(),
    policyUri: p.string().length(2048).nullable(),
    tosUri: p.string().length(2048).nullable(),
    /** It belongs to the same house: its users are not asked for consent. */
    firstParty: p.boolean().default(false),
    rememberConsent: p.boolean().default(true),
    /** Days after which a consent ends; null: never. */
    consentLifetimeDays: p.integer().nullable(),
    /** Why it asks people for what it asks for, by language. */
    consentMotivation: p.json<Motivation>().nullable(),
    /** What of that it requires, and why it asks for one thing. */
    consentItems: p.json<ConsentItem[]>(),
    defaultAcrValues: p.json<string[]>(),
    /** Seconds; null = as the resource, or the default. */
    accessTokenLifetime: p.integer().nullable(),
    refreshTokenLifetime: p.integer().nullable(),
    idTokenSignedResponseAlg: p.enum(signingAlgorithms).default('ES256'),
    dpopBoundAccessTokens: p.boolean().default(false),
    /** What of its certificate names it, of `tls_client_auth`. */
    tlsClientAuth: p.json<CertificateName>().nullable(),
    tlsClientCertificateBoundAccessTokens: p.boolean().default(false),
    requirePushedAuthorizationRequests: p.boolean().default(false),
    /** Where it accepts logout tokens (OpenID Connect Back-Channel Logout 1.0); null: nowhere. */
    backchannelLogoutUri: p.string().length(2048).nullable(),
    /** It accepts no logout token without `sid`; every one of ours has it. */
    backchannelLogoutSessionRequired: p.boolean().default(false),
    /** With the tokens of a person it gets a session management token, by which the Session API knows the session. */
    sessionManagement: p.boolean().default(false),
    /** How it gets to know that a sign-in without a browser has ended (CIBA): it asks, or is notified. */
    backchannelTokenDeliveryMode: p.enum(tokenDeliveryModes).default('poll'),
    /** Where it is notified; null unless it is. */
    backchannelClientNotificationEndpoint: p.string().length(2048).nullable(),
    /** It asks people for the code that they set for such sign-ins. */
    backchannelUserCodeParameter: p.boolean().default(false),
    /** Who may use it; null: every active person. */
    access: p.json<ClientAccess>().nullable(),
    subjectType: p.enum(subjectTypes).default('public'),
    /** Host whose clients know a person by the same pairwise name; null: that of its redirect URIs. */
    sectorIdentifier: p.string().length(253).nullable(),
    /** How its ID tokens are encrypted; null: they are not. */
    idTokenEncryptedResponseAlg: p.enum(encryptionAlgorithms).nullable(),
    idTokenEncryptedResponseEnc: p.enum(contentEncryptions).nullable(),
    /** The initial access token that it registered itself with, and who made that; null: an operator added it. */
    registeredBy: p.uuid().nullable(),
    owner: p.string().length(255).nullable(),
    createdAt: p.datetime(),
    changedAt: p.datetime(),
  },
});
export type OauthClient = InferEntity<typeof OauthClient>;
