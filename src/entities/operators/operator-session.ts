import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { Operator } from './operator.ts';

/** An operator who is signed in. Only a keyed hash of the bearer token is stored. */
export const OperatorSession = defineEntity({
  name: 'OperatorSession',
  tableName: 'operator_session',
  properties: {
    id: p.uuid().primary(),
    operator: () => p.manyToOne(Operator).mapToPk().index().deleteRule('cascade'),
    tokenHash: p.blob().unique(),
    createdAt: p.datetime().defaultRaw('now()'),
    lastUsedAt: p.datetime(),
    /** Absolute end. A setting ends it earlier when it is not used. */
    expiresAt: p.datetime().index(),
  },
});
export type OperatorSession = InferEntity<typeof OperatorSession>;
