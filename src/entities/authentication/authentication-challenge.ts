import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { challengeStatuses } from '../../domain/authentication/flow/status.ts';
import { encryptedText } from '../columns/encrypted.ts';
import { AuthenticationFlow } from './authentication-flow.ts';

/** What a flow waits for from a person: a code that was sent, an approval, an assertion. A flow has one that is open. */
export const AuthenticationChallenge = defineEntity({
  name: 'AuthenticationChallenge',
  tableName: 'authentication_challenge',
  indexes: [
    {
      name: 'authentication_challenge_sent',
      expression:
        'create index authentication_challenge_sent on authentication_challenge (country, created_at) where country is not null',
    },
  ],
  properties: {
    id: p.uuid().primary(),
    flow: () => p.manyToOne(AuthenticationFlow).mapToPk().index().deleteRule('cascade'),
    /** Name of the sign-in method. */
    method: p.string().length(32),
    status: p.enum([...challengeStatuses]).default('open'),
    /** Whose it is; null: the address is no person's, so that no code is the right one. */
    personId: p.string().length(255).nullable(),
    /** What it is for beyond this table, such as a mobile authentication. */
    subjectId: p.string().length(64).nullable().index(),
    /** Where its code goes: an e-mail address or a phone number. */
    destination: encryptedText().nullable(),
    /** Calling code of that number. */
    country: p.string().length(4).nullable(),
    /** JSON: what the steps of the method need and what is shown. */
    content: encryptedText().nullable(),
    attempts: p.integer().default(0),
    resends: p.integer().default(0),
    resendAfter: p.datetime().nullable(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
  },
});
export type AuthenticationChallenge = InferEntity<typeof AuthenticationChallenge>;
