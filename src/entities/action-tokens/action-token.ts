import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import type { ActionType } from '../../domain/action-tokens/actions.ts';
import type { Journal } from '../../domain/action-tokens/journal.ts';
import { actionTokenStatuses } from '../../domain/action-tokens/status.ts';
import { rowBoundText } from '../columns/row-bound.ts';
import { Person } from '../persons/person.ts';

/**
 * A token that lets its bearer do what it carries, once. The token itself is stored nowhere. While it is used, only its workflow changes
 * it; the end is the record that the caller is answered from.
 */
export const ActionToken = defineEntity({
  name: 'ActionToken',
  tableName: 'action_token',
  indexes: [
    {
      name: 'action_token_running',
      expression: "create index action_token_running on action_token (taken_at) where status = 'running'",
    },
    {
      name: 'action_token_ended',
      expression: 'create index action_token_ended on action_token (ended_at) where ended_at is not null',
    },
  ],
  properties: {
    /** The id of the workflow that uses it, too. */
    id: p.uuid().primary(),
    /** Keyed hash. */
    tokenHash: p.blob().unique(),
    person: () => p.manyToOne(Person).mapToPk().index().deleteRule('cascade'),
    /** Types of its actions, in the order in which they are performed. */
    types: p.array().$type<ActionType[]>(),
    /** JSON: `TokenContent`. */
    content: rowBoundText('id'),
    /** Level of the sign-in, as the settings had it when the token was created. */
    level: p.smallint(),
    status: p.enum([...actionTokenStatuses]).default('open'),
    /** Keyed hash of what the browser keeps that the token is for; null: it works anywhere. */
    deviceHash: p.blob().nullable(),
    /** Whether a code has to be typed, how often it was, and for which callers it was right (keyed hashes, base64url). */
    needsCode: p.boolean().default(false),
    codeTries: p.smallint().default(0),
    codeFor: p.array().default([]),
    /** Keyed hash of the caller who uses it. */
    usedBy: p.blob().nullable(),
    /** The sign-in that it proves; null: none. */
    flowId: p.string().length(64).nullable(),
    journal: p.json<Journal>(),
    failedAction: p.string().length(64).nullable(),
    failure: p.string().length(64).nullable(),
    /** The API client that asked for it. */
    clientId: p.string().length(255).nullable(),
    createdAt: p.datetime(),
    expiresAt: p.datetime().index(),
    takenAt: p.datetime().nullable(),
    endedAt: p.datetime().nullable(),
  },
});
export type ActionToken = InferEntity<typeof ActionToken>;
