import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { Person } from '../persons/person.ts';

/** What the clients of a sector know a person by (OpenID Connect Core section 8.1): random, and the same for good. */
export const PairwiseSubject = defineEntity({
  name: 'PairwiseSubject',
  tableName: 'pairwise_subject',
  properties: {
    /** The `sub`. */
    id: p.string().length(43).primary(),
    /** Host. */
    sector: p.string().length(255),
    person: () => p.manyToOne(Person).mapToPk().index().deleteRule('cascade'),
  },
  uniques: [{ properties: ['sector', 'person'] }],
});
export type PairwiseSubject = InferEntity<typeof PairwiseSubject>;
