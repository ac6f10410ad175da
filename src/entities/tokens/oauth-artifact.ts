import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { OauthGrant } from './oauth-grant.ts';

/** `DEFAULT` is a PIN, or only the device key. */
export const tokenTypes = ['DEFAULT', 'FINGER_PRINT', 'CUSTOM_AUTHENTICATOR', 'IMPLICIT_AUTHENTICATION'] as const;
export type TokenType = (typeof tokenTypes)[number];

/**
 * An access token, a refresh token or another artifact of the authorization server. The id is a keyed
 * hash of kind and value, and the payload has no value: a reader of the table cannot use a token.
 */
export const OauthArtifact = defineEntity({
  name: 'OauthArtifact',
  tableName: 'oauth_artifact',
  properties: {
    id: p.blob().primary(),
    /** The authorization server's name of the kind, such as `AccessToken`. */
    model: p.string().length(40),
    grant: () => p.manyToOne(OauthGrant).mapToPk().nullable().index().deleteRule('cascade'),
    accountId: p.string().length(255).nullable().index(),
    clientId: p.string().length(128).nullable().index(),
    /** Public handle of a session or an interaction. */
    uid: p.string().length(64).nullable().index(),
    /** Factor that authenticated the user at the token request (contract/end-user.md section 1). */
    type: p.enum(tokenTypes).default('DEFAULT'),
    payload: p.json<Record<string, unknown>>(),
    createdAt: p.datetime().defaultRaw('now()'),
    expiresAt: p.datetime().nullable().index(),
    consumedAt: p.datetime().nullable(),
    /** Time until which its key may use a consumed refresh token again, for a lost answer. */
    retriableUntil: p.datetime().nullable(),
  },
});
export type OauthArtifact = InferEntity<typeof OauthArtifact>;
