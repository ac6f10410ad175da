import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { operatorRoles } from '../../domain/configuration/operator-roles.ts';

/** A person who runs Countersign and signs in to the admin API. */
export const Operator = defineEntity({
  name: 'Operator',
  tableName: 'operator',
  properties: {
    id: p.uuid().primary(),
    /** In lower case: user names ignore case. */
    username: p.string().length(64).unique(),
    displayName: p.string().length(128),
    role: p.enum([...operatorRoles]),
    /** `src/security/password.ts`. */
    passwordHash: p.string().length(255),
    disabled: p.boolean().default(false),
    createdAt: p.datetime().defaultRaw('now()'),
    lastLoginAt: p.datetime().nullable(),
  },
});
export type Operator = InferEntity<typeof Operator>;
