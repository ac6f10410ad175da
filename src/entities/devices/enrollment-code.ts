import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** A one-time code that connects an app to a user. Only a keyed hash is stored. */
export const EnrollmentCode = defineEntity({
  name: 'EnrollmentCode',
  tableName: 'enrollment_code',
  properties: {
    id: p.uuid().primary(),
    codeHash: p.blob().unique(),
    userId: p.string().length(255).index(),
    createdAt: p.datetime().defaultRaw('now()'),
    expiresAt: p.datetime().index(),
    consumedAt: p.datetime().nullable(),
  },
});
export type EnrollmentCode = InferEntity<typeof EnrollmentCode>;
