import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { SignInMethod } from './sign-in-method.ts';

/** A recovery code that was not used yet, as a keyed hash. */
export const RecoveryCode = defineEntity({
  name: 'RecoveryCode',
  tableName: 'recovery_code',
  properties: {
    codeHash: p.blob().primary(),
    method: () => p.manyToOne(SignInMethod).mapToPk().index().deleteRule('cascade'),
  },
});
export type RecoveryCode = InferEntity<typeof RecoveryCode>;
