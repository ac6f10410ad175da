import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { flowStatuses } from '../../domain/authentication/flow/status.ts';
import type { ProvenFactor, Requirement } from '../../domain/authentication/levels.ts';
import type { SignInMethodName } from '../../domain/authentication/methods/all-methods.ts';
import type { FlowPolicy } from '../../domain/authentication/policies/authentication-policy.ts';
import { encryptedText } from '../columns/encrypted.ts';

/**
 * A person who signs in: what a client asked for, what they have proven and what is missing. Its id is an address only; the right to it is
 * the cookie. Changed under a lock of the row alone, so that of racing answers one wins.
 */
export const AuthenticationFlow = defineEntity({
  name: 'AuthenticationFlow',
  tableName: 'authentication_flow',
  properties: {
    /** `session_id` of the flow API. */
    id: p.string().length(64).primary(),
    /** Keyed hash of the cookie. */
    cookieHash: p.blob().unique(),
    status: p.enum([...flowStatuses]),
    clientId: p.string().length(64),
    /** The interaction of the authorization server that it answers; null: the client began here. */
    interactionId: p.string().length(64).nullable(),
    /** JSON: `AuthorizationRequest`. */
    request: encryptedText(),
    /** Language tag. */
    locale: p.string().length(35),
    policy: p.json<FlowPolicy>(),
    required: p.json<Requirement>(),
    /** Whose factors are proven; null: none is. */
    personId: p.string().length(255).nullable().index(),
    /** Masked, as the person is shown once a factor is proven. */
    personDisplay: p.string().length(255).nullable(),
    factors: p.json<ProvenFactor[]>(),
    /** The methods that are offered now. */
    methods: p.json<SignInMethodName[]>(),
    /** Methods whose tries are used up. */
    exhaustedMethods: p.json<SignInMethodName[]>(),
    /** The challenge that is open. */
    challengeId: p.uuid().nullable(),
    /** What the person chose when they completed it. */
    remember: p.boolean().default(false),
    createdAt: p.datetime(),
    expiresAt: p.datetime().index(),
    completedAt: p.datetime().nullable(),
    /** When the authorization server took it; a completed flow is good for one code. */
    usedAt: p.datetime().nullable(),
  },
});
export type AuthenticationFlow = InferEntity<typeof AuthenticationFlow>;
