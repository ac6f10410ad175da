import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import type { FriendlyName } from '../../domain/persons/claims/claim-rules.ts';
import { claimKinds, claimScopes } from '../../domain/persons/claims/status.ts';

/** Something that can be known of people beside their profile (contract/hub.md section 3). */
export const ClaimDefinition = defineEntity({
  name: 'ClaimDefinition',
  tableName: 'claim_definition',
  properties: {
    id: p.uuid().primary(),
    /** URI that names the claim in tokens. */
    claimType: p.string().length(255).unique(),
    friendlyName: p.json<FriendlyName>(),
    /** Its name in rules and templates. */
    variableName: p.string().length(64).unique(),
    kind: p.enum(claimKinds),
    options: p.json<string[]>(),
    multiple: p.boolean().default(false),
    pattern: p.string().length(255).nullable(),
    /** The scope of OpenID Connect that gives it to clients; null: none does. */
    scope: p.enum([...claimScopes]).nullable(),
    /** People change it themselves. */
    updateable: p.boolean().default(false),
    restrictBySuborganizations: p.boolean().default(false),
    /** No person gives themselves a value that they do not have. */
    restrictElevation: p.boolean().default(false),
    /** Kind of personal data, for records of processing. */
    personalDataCategory: p.string().length(64).nullable(),
    createdAt: p.datetime(),
    changedAt: p.datetime(),
  },
});
export type ClaimDefinition = InferEntity<typeof ClaimDefinition>;
