import { z } from 'zod';
import { methodNames } from '../../../domain/mobile-authentication/method-names.ts';
import { callbackStatuses, failureReasons, transactionStatuses } from '../../../domain/mobile-authentication/status.ts';
import { deliveryStatuses } from '../../../domain/text-messages/status.ts';
import { identifier } from '../../text.ts';

const time = z.string();
const text = z.string().nullable();
const count = z.number().int();
/** RFC 3339 with an offset or Z. */
const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

export const transactionParams = z.object({ transaction_id: z.string() });

export const transactionQuery = z.strictObject({
  status: z.enum(transactionStatuses).optional(),
  reason: z.enum(failureReasons).optional(),
  type: identifier(128).optional(),
  method: z.enum(methodNames).optional(),
  application: identifier(128).optional(),
  user_id: identifier().optional(),
  callback: z.enum(callbackStatuses).optional(),
  since: instant.optional(),
  until: instant.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});

const transaction = z.object({
  id: z.string(),
  status: z.enum(transactionStatuses),
  reason: z.enum(failureReasons).nullable(),
  type: z.string(),
  method: z.enum(methodNames),
  application: text,
  user_id: text,
  device_id: text,
  client_id: z.string(),
  created_at: time,
  expires_at: time,
  closed_at: time.nullable(),
  callback_status: z.enum(callbackStatuses).nullable(),
});

export const transactionList = z.object({ items: z.array(transaction), next_cursor: z.string().nullable() });

export const callback = z.object({
  /** The `webhook-id` of every try. */
  id: z.string(),
  /** Without its query. */
  url: z.string(),
  status: z.enum(callbackStatuses),
  attempts: count,
  replays: count,
  next_attempt_at: time.nullable(),
  delivered_at: time.nullable(),
  /** The last 20, oldest first. */
  tries: z.array(z.object({ number: count, attempted_at: time, duration_ms: count, http_status: count.nullable(), failure: text, next_attempt_at: time.nullable() })),
});

/** A text message, without number and text; `delivery_status` is what its provider has said since. */
const textMessage = z.object({
  sent_at: time,
  status: z.enum(['sending', 'sent', 'refused']),
  refusal: text,
  delivery_status: z.enum(deliveryStatuses).nullable(),
  delivery_error: text,
  delivery_reported_at: time.nullable(),
});

export const transactionDetails = transaction.extend({
  /** `UserHash` of its workflow in Temporal. */
  user_hash: text,
  /** What the site was told when nothing could be sent. */
  refusal: text,
  request_id: z.string(),
  steps: z.array(z.object({ type: z.string(), method: z.enum(methodNames), max_attempts: count, max_resends: count })),
  attempts_used: count,
  resends_used: count,
  dispatched_at: time.nullable(),
  fetched_at: time.nullable(),
  cancel_requested_at: time.nullable(),
  text_messages: z.array(textMessage),
  callback: callback.nullable(),
  events: z.array(z.object({ name: z.string(), type: z.string(), occurred_at: time, agent_user: text, detail: text })),
});
