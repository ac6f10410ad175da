import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** A user of a site. The id is the site's own opaque text (`user_id`), and the `person_id` of a user with a profile. */
export const User = defineEntity({
  name: 'User',
  tableName: 'user_account',
  indexes: [
    {
      name: 'user_account_last_seen',
      expression:
        'create index "user_account_last_seen" on "user_account" ((coalesce("last_seen_at", "created_at")), "id")',
    },
  ],
  properties: {
    id: p.string().length(255).primary(),
    /** How the user wants to be notified; null = never chosen. */
    notificationType: p.enum(['EMAIL', 'SMS', 'NONE']).nullable(),
    /** End of the freeze of pushes after the user reported a request. */
    pushFrozenUntil: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
    /** When they signed in, used a session or their phone got tokens last; null: never. Kept on this narrow row, as it changes often. */
    lastSeenAt: p.datetime().nullable(),
  },
});
export type User = InferEntity<typeof User>;
