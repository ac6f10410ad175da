import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { signInMethodStatuses, signInMethodTypes } from '../../domain/persons/sign-in-methods/status.ts';
import { rowBoundText } from '../columns/row-bound.ts';
import { Person } from './person.ts';

/** What a person proves themselves by. Goes with the person. */
export const SignInMethod = defineEntity({
  name: 'SignInMethod',
  tableName: 'sign_in_method',
  indexes: [
    {
      name: 'sign_in_method_one_of_its_kind',
      expression:
        "create unique index sign_in_method_one_of_its_kind on sign_in_method (person_id, type) where type in ('password', 'recovery_codes')",
    },
    {
      name: 'sign_in_method_expiring',
      expression:
        'create index sign_in_method_expiring on sign_in_method (expires_at) where expires_at is not null and coalesce(reminded_days, 99) > 1',
    },
  ],
  properties: {
    id: p.uuid().primary(),
    person: () => p.manyToOne(Person).mapToPk().index().deleteRule('cascade'),
    type: p.enum([...signInMethodTypes]),
    status: p.enum([...signInMethodStatuses]),
    /** What the person calls it. */
    name: p.string().length(64).nullable(),
    /** What it is checked with, by its type: the Argon2id hash of a password, the shared secret of an app, the public key of a passkey (JSON), what a certificate says (JSON). */
    secret: rowBoundText('id').nullable(),
    /** Keyed hash of what it is found by without its person: the credential id of a passkey, the thumbprint of a certificate. */
    lookupHash: p.blob().nullable().unique(),
    /** The last step of an app, the signature counter of a passkey: what is not above it was used before. */
    counter: p.bigint('number'),
    /** Wrong tries in a row where no device vouched for the caller, and at devices of the person: a hundred lock it there. */
    failures: p.integer().default(0),
    knownDeviceFailures: p.integer().default(0),
    /** Wrong present passwords in a row where another one was to be set. */
    changeFailures: p.integer().default(0),
    /** The person has to change it at the next sign-in, as there is evidence that another knows it. */
    mustChange: p.boolean().default(false),
    /** End of what is pending, or when its removal is due. */
    dueAt: p.datetime().nullable().index(),
    /** Of a pending one: the method whose place it takes once it is verified. */
    replaces: p.uuid().nullable(),
    /** What an answer to come has to fit: the challenge of a passkey that is asked for its own removal. */
    challenge: rowBoundText('id').nullable(),
    /** Counts the changes of the secret: what is to be written with a proof is written only if it was a proof of the present one. */
    revision: p.integer().default(0),
    /** End of a certificate. */
    expiresAt: p.datetime().nullable(),
    /** So many days before that its person was mailed last. */
    remindedDays: p.integer().nullable(),
    createdAt: p.datetime(),
    lastUsedAt: p.datetime().nullable(),
  },
});
export type SignInMethod = InferEntity<typeof SignInMethod>;
