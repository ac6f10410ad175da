import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** A DPoP proof that was accepted, so that no process accepts it again. Of no use once its age alone refuses it. */
export const UsedProof = defineEntity({
  name: 'UsedProof',
  tableName: 'used_proof',
  properties: {
    /** SHA-256 over who proved and the proof's `jti`. */
    id: p.blob().primary(),
    expiresAt: p.datetime().index(),
  },
});
export type UsedProof = InferEntity<typeof UsedProof>;
