import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { rowBoundText } from '../columns/row-bound.ts';
import { IdentityProvider } from '../configuration/identity-provider.ts';
import { SignInMethod } from './sign-in-method.ts';

/** An account of a person at an identity provider: a sign-in method of the type `identity`. One account is one person's. */
export const ExternalIdentity = defineEntity({
  name: 'ExternalIdentity',
  tableName: 'external_identity',
  uniques: [{ properties: ['provider', 'subjectHash'] }],
  properties: {
    method: () => p.manyToOne(SignInMethod).mapToPk().primary().deleteRule('cascade'),
    provider: () => p.manyToOne(IdentityProvider).mapToPk(),
    /** Keyed hash of the provider's `sub`. */
    subjectHash: p.blob(),
    /** The provider's `sub`; null for an account that was linked before it was kept. */
    subject: rowBoundText('method_id').nullable(),
    /** Issuer and API of the provider when the account was linked: at other addresses it is another provider. */
    providerAddress: p.text(),
  },
});
export type ExternalIdentity = InferEntity<typeof ExternalIdentity>;
