import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { Person } from '../persons/person.ts';

/** A browser that a person trusts: it stands in for the second factor where a policy allows that. Goes with the person. */
export const TrustedDevice = defineEntity({
  name: 'TrustedDevice',
  tableName: 'trusted_device',
  properties: {
    id: p.uuid().primary(),
    person: () => p.manyToOne(Person).mapToPk().index().deleteRule('cascade'),
    /** Keyed hash of what the browser keeps. */
    tokenHash: p.blob().unique(),
    userAgent: p.string().length(255).nullable(),
    ipAddress: p.string().length(64).nullable(),
    createdAt: p.datetime(),
    /** When it stood in for a factor last. */
    lastUsedAt: p.datetime().nullable(),
    expiresAt: p.datetime().index(),
  },
});
export type TrustedDevice = InferEntity<typeof TrustedDevice>;
