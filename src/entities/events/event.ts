import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/**
 * Something that happened, written in the transaction of what it records. Names: src/domain/events.
 *
 * The table is partitioned by id, which is to say by time; the partitions come and go by src/commands/events/partitions,
 * and are not part of this mapping. The indexes are for the Events API, each read backwards for the newest first.
 */
export const Event = defineEntity({
  name: 'Event',
  tableName: 'event',
  indexes: [
    { name: 'event_user', expression: 'create index "event_user" on "event" (lower("user_id"), "id")' },
    { name: 'event_client', properties: ['clientId', 'name', 'id'] },
    { name: 'event_client_newest', properties: ['clientId', 'id'] },
    { name: 'event_name', properties: ['name', 'id'] },
    { name: 'event_request', properties: ['requestId', 'id'] },
    { name: 'event_subject', properties: ['subjectId'] },
  ],
  // In the database, so that it applies to every insert of an event (docs/decisions/0032).
  triggers: [
    {
      name: 'skip_excluded',
      timing: 'before',
      events: ['insert'],
      body: `if exists (select from setting where name = 'excluded_event_types' and value @> to_jsonb(replace(new.name, ' ', '_'))) then return null; end if; return new`,
    },
  ],
  properties: {
    /** Time-ordered: the primary key sorts by time. */
    id: p.uuid().primary(),
    name: p.string().length(96),
    occurredAt: p.datetime(),
    userId: p.string().length(255).nullable(),
    clientId: p.string().length(128).nullable(),
    /** Name of the application or API client that called, as it was. */
    appName: p.string().length(255).nullable(),
    clientIp: p.string().length(45).nullable(),
    userAgent: p.string().length(255).nullable(),
    /** The operator that acted, when it was one. */
    agentUser: p.string().length(255).nullable(),
    /** Id of its subject: a transaction, an enrolment, a device. */
    subjectId: p.string().length(64).nullable(),
    requestId: p.string().length(64).nullable(),
    detail: p.string().length(255).nullable(),
  },
});
export type Event = InferEntity<typeof Event>;
