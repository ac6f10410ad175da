import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { consentEvents } from '../../domain/tokens/consents/status.ts';
import type { DecidedScope } from './consent.ts';

/** One decision about a consent. Rows are added, never changed: with the text of their version they prove what was agreed to. */
export const ConsentEvent = defineEntity({
  name: 'ConsentEvent',
  tableName: 'consent_event',
  indexes: [{ name: 'consent_event_of_person', properties: ['accountId', 'at'] }],
  properties: {
    id: p.uuid().primary(),
    accountId: p.string().length(255),
    clientId: p.string().length(64),
    event: p.enum([...consentEvents]),
    scopes: p.json<DecidedScope[]>(),
    refusedClaims: p.json<string[]>(),
    remember: p.boolean(),
    textVersion: p.string().length(32),
    /** Language tag of what the person read; null when they were not the one to decide. */
    language: p.string().length(35).nullable(),
    at: p.datetime(),
  },
});
export type ConsentEvent = InferEntity<typeof ConsentEvent>;
