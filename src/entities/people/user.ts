import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** Somebody a site knows. The id is the site's own opaque text (`user_id`, later also `person_id`). */
export const User = defineEntity({
  name: 'User',
  tableName: 'user_account',
  properties: {
    id: p.string().length(255).primary(),
    /** How the user wants to be told of things; null = never chosen. */
    notificationType: p.enum(['EMAIL', 'SMS', 'NONE']).nullable(),
    /** Reported that somebody else asks in their name: until then nothing is pushed to them. */
    pushFrozenUntil: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type User = InferEntity<typeof User>;
