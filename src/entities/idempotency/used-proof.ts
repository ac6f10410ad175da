import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** An accepted DPoP proof, so that no process accepts it again. Deleted once the proof is expired. */
export const UsedProof = defineEntity({
  name: 'UsedProof',
  tableName: 'used_proof',
  properties: {
    /** SHA-256 over the prover and the proof's `jti`. */
    id: p.blob().primary(),
    expiresAt: p.datetime().index(),
  },
});
export type UsedProof = InferEntity<typeof UsedProof>;
