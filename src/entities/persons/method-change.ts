import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { changedTypes, methodChangeKinds } from '../../domain/persons/sign-in-methods/status.ts';
import { rowBoundText } from '../columns/row-bound.ts';
import { Person } from './person.ts';

/** A change of the sign-in methods of a person, for as long as the link of its mail can undo it. */
export const MethodChange = defineEntity({
  name: 'MethodChange',
  tableName: 'method_change',
  properties: {
    id: p.uuid().primary(),
    person: () => p.manyToOne(Person).mapToPk().index().deleteRule('cascade'),
    kind: p.enum([...methodChangeKinds]),
    type: p.enum([...changedTypes]),
    /** The method as it is now, or was; of a phone its registration. */
    methodId: p.uuid(),
    /** JSON: what there was before, which is put back. */
    former: rowBoundText('id').nullable(),
    /** Keyed hash of what the links carry that go to the addresses from before. */
    tokenHash: p.blob().unique(),
    /** The same for the link to an address that is new by the change: it undoes nothing else. */
    newAddressHash: p.blob().nullable().unique(),
    createdAt: p.datetime(),
    endsAt: p.datetime().index(),
    undoneAt: p.datetime().nullable(),
  },
});
export type MethodChange = InferEntity<typeof MethodChange>;
