import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** Something that happened, written in the transaction of what it records. Names: src/domain/events. */
export const Event = defineEntity({
  name: 'Event',
  tableName: 'event',
  indexes: [
    { name: 'event_user', properties: ['userId', 'id'] },
    { name: 'event_subject', properties: ['subjectId'] },
  ],
  properties: {
    /** Time-ordered, so newest first is a walk of the primary key. */
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
    /** What it is about: a transaction, an enrolment, a device. */
    subjectId: p.string().length(64).nullable(),
    requestId: p.string().length(64).nullable(),
    detail: p.string().length(255).nullable(),
  },
});
export type Event = InferEntity<typeof Event>;
