import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import type { SignInMethodName } from '../../domain/authentication/methods/all-methods.ts';
import type { PolicyCondition } from '../../domain/authentication/policies/conditions.ts';
import { policyKinds } from '../../domain/authentication/policies/status.ts';

/** How the people of a client, one person, or all others sign in. */
export const AuthenticationPolicyRow = defineEntity({
  name: 'AuthenticationPolicyRow',
  tableName: 'authentication_policy',
  uniques: [{ properties: ['kind', 'subjectId'] }],
  properties: {
    id: p.uuid().primary(),
    name: p.string().length(128),
    kind: p.enum(policyKinds),
    /** Id of the client or the user; empty for the default. */
    subjectId: p.string().length(255),
    methods: p.json<SignInMethodName[]>(),
    firstFactors: p.json<SignInMethodName[]>(),
    minimumLevel: p.integer(),
    factors: p.integer(),
    /** Seconds. */
    maxSessionAge: p.integer().nullable(),
    /** Days that a browser of a person who trusts it stands in for a second factor; 0: it does not. */
    trustedDeviceDays: p.integer().default(0),
    conditions: p.json<PolicyCondition[]>(),
    createdAt: p.datetime(),
    changedAt: p.datetime(),
  },
});
export type AuthenticationPolicyRow = InferEntity<typeof AuthenticationPolicyRow>;
