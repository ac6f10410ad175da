import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { encryptedText } from '../columns/encrypted.ts';
import { IdentityProvider } from '../configuration/identity-provider.ts';
import { Person } from '../persons/person.ts';

/** A sign-in by which an operator tries an identity provider: nothing of it is stored with a person. */
export const ProviderTest = defineEntity({
  name: 'ProviderTest',
  tableName: 'provider_test',
  properties: {
    id: p.uuid().primary(),
    provider: () => p.manyToOne(IdentityProvider).mapToPk().index().deleteRule('cascade'),
    /** Who may see the result. */
    operator: () => p.manyToOne(Person).mapToPk().index().deleteRule('cascade'),
    /** Keyed hash of the state; null once the answer has come. */
    stateHash: p.blob().unique().nullable(),
    /** JSON: what the answer has to fit. */
    kept: encryptedText(),
    /** JSON: what came of it. */
    result: encryptedText().nullable(),
    createdAt: p.datetime(),
    expiresAt: p.datetime().index(),
  },
});
export type ProviderTest = InferEntity<typeof ProviderTest>;
