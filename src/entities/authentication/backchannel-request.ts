import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import { backchannelStatuses, pingStatuses } from '../../domain/authentication/backchannel/status.ts';
import type { Requirement } from '../../domain/authentication/levels.ts';
import { encryptedText } from '../columns/encrypted.ts';

/** A sign-in that a client asked for without a browser (CIBA), and the notification of its client. */
export const BackchannelRequest = defineEntity({
  name: 'BackchannelRequest',
  tableName: 'backchannel_request',
  indexes: [
    { name: 'backchannel_request_created_at', properties: ['createdAt'] },
    {
      name: 'backchannel_request_pending',
      expression:
        "create index backchannel_request_pending on backchannel_request (created_at) where status = 'pending'",
    },
    {
      name: 'backchannel_request_pinged',
      expression:
        "create index backchannel_request_pinged on backchannel_request (created_at) where ping_status = 'pending'",
    },
  ],
  properties: {
    /** Also the id of the approval on the phone. */
    id: p.uuid().primary(),
    /** Keyed hash of the `auth_req_id`. */
    artifactId: p.blob().unique(),
    clientId: p.string().length(64),
    /** Null: the hint is that of no person. No phone is asked, and the client cannot see it. */
    userId: p.string().length(255).nullable().index(),
    /** Under which the requests of its client with this hint are counted; null: it was made before they were. */
    hintKey: p.string().length(64).nullable(),
    status: p.enum([...backchannelStatuses]).default('pending'),
    /** What the person approves, as the client sent it. */
    bindingMessage: encryptedText().nullable(),
    /** JSON: `authorization_details`, which the phone shows and signs. */
    authorizationDetails: encryptedText().nullable(),
    /** Languages of the client's request. */
    locale: p.string().length(64).nullable(),
    scopes: p.json<string[]>(),
    resources: p.json<string[]>(),
    /** What the client and the request ask of the sign-in. */
    required: p.json<Requirement>(),
    /** Where no phone is asked: when it is refused, as a person might; at its end, when it expires as if the person did not answer. */
    refuseAt: p.datetime().nullable(),
    /** JSON with `auth_req_id` and the token of the client, of one that is notified. Nothing else here is a secret. */
    notification: encryptedText().nullable(),
    pingStatus: p.enum([...pingStatuses]).default('none'),
    pingAttempts: p.integer().default(0),
    lastHttpStatus: p.integer().nullable(),
    /** Reason of the last failure, without the address. */
    lastFailure: p.string().nullable(),
    requestId: p.string().length(64).nullable(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    /** When a worker took it to ask the phone. */
    startedAt: p.datetime().nullable(),
    endedAt: p.datetime().nullable(),
    /** When a worker took it to start the notification. */
    pingStartedAt: p.datetime().nullable(),
  },
});
export type BackchannelRequest = InferEntity<typeof BackchannelRequest>;
