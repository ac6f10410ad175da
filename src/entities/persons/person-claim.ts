import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { rowBoundText } from '../columns/row-bound.ts';
import { ClaimDefinition } from './claim-definition.ts';
import { Person } from './person.ts';

/** The values of one claim of a person, encrypted. Goes with the person; a claim that a person has is not deleted. */
export const PersonClaim = defineEntity({
  name: 'PersonClaim',
  tableName: 'person_claim',
  properties: {
    person: () => p.manyToOne(Person).mapToPk().primary().updateRule('cascade').deleteRule('cascade'),
    definition: () =>
      p.manyToOne(ClaimDefinition).mapToPk().primary().index().updateRule('cascade').deleteRule('restrict'),
    /** JSON: `string[]`. */
    values: rowBoundText('person_id'),
  },
});
export type PersonClaim = InferEntity<typeof PersonClaim>;
