import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';
import type { MethodName } from '../../domain/configuration/mobile-authentication-types/method-names.ts';
import type { TransactionPolicy } from '../../domain/mobile-authentication/policy.ts';
import { failureReasons, transactionStatuses } from '../../domain/mobile-authentication/status.ts';
import type { DeviceSnapshot } from '../../domain/mobile-authentication/device-snapshot.ts';
import { encryptedText } from '../columns/encrypted.ts';

/**
 * One mobile authentication. While `pending`, its workflow decides and this row is a projection written with the guard
 * `status = 'pending'`; once closed, the row is the record. No foreign keys: the record outlives users and devices.
 */
export const Transaction = defineEntity({
  name: 'Transaction',
  tableName: 'transaction',
  indexes: [
    {
      name: 'transaction_open_by_registration',
      expression:
        "create index transaction_open_by_registration on transaction (registration_id, created_at) where status = 'pending'",
    },
    {
      name: 'transaction_pending',
      expression: "create index transaction_pending on transaction (created_at) where status = 'pending'",
    },
    {
      name: 'transaction_cancel_requested',
      expression:
        "create index transaction_cancel_requested on transaction (cancel_requested_at) where status = 'pending' and cancel_requested_at is not null",
    },
    { name: 'transaction_created_at', properties: ['createdAt'] },
    {
      name: 'transaction_user',
      expression: 'create index transaction_user on transaction (user_id, id) where user_id is not null',
    },
  ],
  properties: {
    id: p.uuid().primary(),
    apiClientId: p.string().length(128),
    /** Correlates log, events, workflow memo and answers. */
    requestId: p.string().length(64),
    typeName: p.string().length(128),
    userId: p.string().length(255).nullable(),
    registrationId: p.uuid().nullable(),
    deviceId: p.string().length(64).nullable(),
    /** Snapshot of the phone: the record outlives it. */
    device: p.json<DeviceSnapshot>().nullable(),
    /** The method in use: the type's own, or its fallback's once that started. */
    method: p.string().length(64).$type<MethodName>(),
    policy: p.json<TransactionPolicy>(),
    status: p.enum(transactionStatuses),
    reason: p.enum(failureReasons).nullable(),
    /** Error code of a refused initialisation, so that a repeated request gets the same answer. */
    refusal: p.string().nullable(),
    message: encryptedText(),
    secureMessage: encryptedText().nullable(),
    signingData: encryptedText().nullable(),
    /** JSON: origin of the request, if known (contract/app.md section 3). */
    context: encryptedText().nullable(),
    phoneNumber: encryptedText().nullable(),
    callbackUri: p.string().length(2048).nullable(),
    /** 32 bytes the app signs, so that an answer belongs to this transaction only. */
    challenge: p.blob(),
    attemptsUsed: p.integer().default(0),
    resendsUsed: p.integer().default(0),
    /** Wrong verification codes that were typed into the phone. */
    wrongCodes: p.integer().default(0),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    dispatchedAt: p.datetime().nullable(),
    /** OTP: the message by which an app claimed it for its user. */
    claimMessageId: p.uuid().nullable(),
    fetchedAt: p.datetime().nullable(),
    fetchMessageId: p.uuid().nullable(),
    answerMessageId: p.uuid().nullable(),
    closedAt: p.datetime().nullable(),
    /** A removal or an operator requested its end: it can only end as `cancelled`. */
    cancelRequestedAt: p.datetime().nullable(),
    /** When its user reported it after its end, which did not change its result. */
    reportedAt: p.datetime().nullable(),
    /** Detached compact JWS of the answer by the device key; its payload is rebuilt from this row. */
    signature: p.text().nullable(),
    /** When the signature was verified; null = an older record, or nothing was signed. */
    signatureVerified: p.boolean().nullable(),
  },
});
export type Transaction = InferEntity<typeof Transaction>;
