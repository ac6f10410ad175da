import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** A scope that a person was asked for, and what they said. */
export interface DecidedScope {
  /** Identifier of the protected resource; null: a scope of OpenID Connect. */
  resource: string | null;
  name: string;
  granted: boolean;
  /** Names the text that they read: with another text they are asked again. */
  textVersion: string;
}

/** What a person lets a client do and know, as they decided last. How it came to be is in `consent_event`. */
export const Consent = defineEntity({
  name: 'Consent',
  tableName: 'consent',
  uniques: [{ properties: ['accountId', 'clientId'] }],
  properties: {
    id: p.uuid().primary(),
    accountId: p.string().length(255),
    clientId: p.string().length(64).index(),
    scopes: p.json<DecidedScope[]>(),
    /** Claims of granted scopes that the client gets. */
    claims: p.json<string[]>(),
    /** Those that it does not get. */
    refusedClaims: p.json<string[]>(),
    /** Whether it holds for later sign-ins, or is asked for each time. */
    remember: p.boolean(),
    textVersion: p.string().length(32),
    grantedAt: p.datetime(),
    changedAt: p.datetime(),
    lastUsedAt: p.datetime().nullable(),
    /** When it ends by itself; null: it holds until it is withdrawn. */
    expiresAt: p.datetime().nullable().index(),
  },
});
export type Consent = InferEntity<typeof Consent>;
