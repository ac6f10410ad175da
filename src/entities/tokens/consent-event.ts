import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { consentDeciders, consentEvents } from '../../domain/tokens/consents/status.ts';
import { User } from '../persons/user.ts';
import type { DecidedScope } from './consent.ts';

/**
 * One decision about a consent. Rows are added, never changed: with the text of their version they prove what was agreed to. The database
 * refuses anything else, except that they go with the user.
 */
export const ConsentEvent = defineEntity({
  name: 'ConsentEvent',
  tableName: 'consent_event',
  indexes: [{ name: 'consent_event_of_person', properties: ['accountId', 'at'] }],
  triggers: [
    {
      name: 'append_only',
      timing: 'before',
      events: ['update', 'delete'],
      body: `if tg_op = 'DELETE' and not exists (select from user_account where id = old.account_id) then return old; end if; raise exception 'rows of consent_event are only added' using errcode = 'insufficient_privilege'`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    accountId: () => p.manyToOne(User).mapToPk().fieldName('account_id').deleteRule('cascade'),
    clientId: p.string().length(64),
    event: p.enum([...consentEvents]),
    scopes: p.json<DecidedScope[]>(),
    /** Claims of granted scopes that the client gets. */
    claims: p.json<string[]>(),
    refusedClaims: p.json<string[]>(),
    remember: p.boolean(),
    textVersion: p.string().length(32),
    /** Language tag of what the person read; null when they were not the one to decide. */
    language: p.string().length(35).nullable(),
    decidedBy: p.enum([...consentDeciders]),
    at: p.datetime(),
  },
});
export type ConsentEvent = InferEntity<typeof ConsentEvent>;
