import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** A user of a site. The id is the site's own opaque text (`user_id`), and the `person_id` of a user with a profile. */
export const User = defineEntity({
  name: 'User',
  tableName: 'user_account',
  properties: {
    id: p.string().length(255).primary(),
    /** How the user wants to be notified; null = never chosen. */
    notificationType: p.enum(['EMAIL', 'SMS', 'NONE']).nullable(),
    /** End of the freeze of pushes after the user reported a request. */
    pushFrozenUntil: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type User = InferEntity<typeof User>;
