import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import type { ClaimMapping } from '../../domain/configuration/identity-providers/claim-mapping.ts';
import {
  identityProviderKinds,
  providerAuthentications,
  unknownAccountRules,
} from '../../domain/configuration/identity-providers/status.ts';
import { encryptedText } from '../columns/encrypted.ts';

/** Another place where people sign in, and how we are known there. */
export const IdentityProvider = defineEntity({
  name: 'IdentityProvider',
  tableName: 'identity_provider',
  properties: {
    /** Chosen by the operator; part of the address that the provider sends browsers back to. */
    id: p.string().length(32).primary(),
    name: p.string().length(128),
    kind: p.enum([...identityProviderKinds]),
    enabled: p.boolean(),
    /** Its place among the buttons, lowest first. */
    position: p.integer(),
    /** The address that names it. A stand-in for GitHub is named by the base of its pages. */
    issuer: p.string().length(2048),
    apiUrl: p.string().length(2048).nullable(),
    /** Our name there. */
    clientId: p.string().length(255),
    authentication: p.enum([...providerAuthentications]),
    clientSecret: encryptedText().nullable(),
    /** Apple: whose key signs the secret, and which one. */
    teamId: p.string().length(32).nullable(),
    keyId: p.string().length(32).nullable(),
    /** PKCS #8 in PEM, of P-256. */
    privateKey: encryptedText().nullable(),
    scopes: p.json<string[]>(),
    /** Which claim goes to which field of a person. */
    claims: p.json<ClaimMapping[]>(),
    /** Levels that values of `acr` stand for. */
    acr: p.json<Record<string, number>>(),
    /** Whether it is believed how and when a person signed in there. */
    trustsAmr: p.boolean(),
    trustsAuthTime: p.boolean(),
    onUnknownAccount: p.enum([...unknownAccountRules]),
    createdAt: p.datetime(),
    changedAt: p.datetime(),
  },
});
export type IdentityProvider = InferEntity<typeof IdentityProvider>;
