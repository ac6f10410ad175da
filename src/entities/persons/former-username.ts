import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** A username that was given up, as a keyed hash: for a while it is its former owner's alone. */
export const FormerUsername = defineEntity({
  name: 'FormerUsername',
  tableName: 'former_username',
  properties: {
    usernameHash: p.blob().primary(),
    /** Keyed hash of the person, who may be deleted. */
    personHash: p.blob(),
    heldUntil: p.datetime().index(),
  },
});
export type FormerUsername = InferEntity<typeof FormerUsername>;
