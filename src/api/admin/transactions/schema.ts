import { z } from 'zod';
import { methodNames } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import { callbackStatuses, failureReasons, transactionStatuses } from '../../../domain/mobile-authentication/status.ts';
import { deliveryStatuses } from '../../../domain/messages/text-messages/status.ts';
import { identifier } from '../../http/text.ts';

const time = z.string();
const text = z.string().nullable();
const count = z.number().int();
/** RFC 3339 with an offset or Z. */
const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

export const transactionParams = z.object({ transaction_id: z.string().describe('Id of the transaction.') });

export const transactionQuery = z.strictObject({
  status: z.enum(transactionStatuses).optional().describe('Only transactions of this status.'),
  reason: z.enum(failureReasons).optional().describe('Only transactions that ended for this reason.'),
  type: identifier(128).optional().describe('Only transactions of this type.'),
  method: z.enum(methodNames).optional().describe('Only transactions of this method.'),
  application: identifier(128).optional().describe('Only transactions of this application.'),
  user_id: identifier().optional().describe('Only transactions of this user.'),
  callback: z.enum(callbackStatuses).optional().describe('Only transactions whose callback has this state.'),
  since: instant.optional().describe('Only transactions that were started at this time or later (RFC 3339).'),
  until: instant.optional().describe('Only transactions that were started before this time (RFC 3339).'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Transactions on a page.'),
  cursor: z.string().max(200).optional().describe('`next_cursor` of the page before.'),
});

const transaction = z.object({
  id: z.string().describe('Id of the transaction.'),
  status: z.enum(transactionStatuses).describe('`pending` while the transaction is open.'),
  reason: z.enum(failureReasons).nullable().describe('Why the user is not authenticated; null otherwise.'),
  type: z.string().describe('Name of the mobile authentication type.'),
  method: z.enum(methodNames).describe('Method in use.'),
  application: text.describe('Identifier of the application of the phone; null where none took part.'),
  user_id: text.describe('The user; null while an OTP is not claimed.'),
  device_id: text.describe('Id of the device that was asked; null where none took part.'),
  client_id: z.string().describe('API client that started it.'),
  created_at: time.describe('When it was started (RFC 3339).'),
  expires_at: time.describe('When it ends without a decision (RFC 3339).'),
  closed_at: time.nullable().describe('When it ended (RFC 3339); null while it is open.'),
  callback_status: z
    .enum(callbackStatuses)
    .nullable()
    .describe('State of the callback; null where the site gave no URL.'),
});

export const transactionList = z.object({
  items: z.array(transaction).describe('The transactions, newest first.'),
  next_cursor: z.string().nullable().describe('Where the next page begins; null on the last page.'),
});

export const callback = z.object({
  /** The `webhook-id` of every try. */
  id: z.string().describe('`webhook-id` of every try.'),
  /** Without its query. */
  url: z.string().describe('URL of the callback, without its query.'),
  status: z.enum(callbackStatuses).describe('State of the delivery.'),
  attempts: count.describe('Number of tries.'),
  replays: count.describe('Deliveries that operators asked for again.'),
  next_attempt_at: time.nullable().describe('When the next try is due (RFC 3339); null if none is.'),
  delivered_at: time.nullable().describe('When the site took it (RFC 3339); null if it has not.'),
  /** The last 20, oldest first. */
  tries: z
    .array(
      z.object({
        number: count.describe('Number of the try, from 1.'),
        attempted_at: time.describe('When it was tried (RFC 3339).'),
        duration_ms: count.describe('How long the try took, in milliseconds.'),
        http_status: count.nullable().describe('HTTP status that the site answered; null if it answered none.'),
        failure: text.describe('Why the try failed; null if it did not.'),
        next_attempt_at: time.nullable().describe('When the try after it was due (RFC 3339); null if none was.'),
      }),
    )
    .describe('The last 20 tries, oldest first.'),
});

/** A text message, without number and text; `delivery_status` is what its provider has said since. */
const textMessage = z.object({
  sent_at: time.describe('When the message was handed to the provider (RFC 3339).'),
  status: z.enum(['sending', 'sent', 'refused']).describe('Whether the provider took the message.'),
  refusal: text.describe('Why the provider refused the message; null if it did not.'),
  delivery_status: z
    .enum(deliveryStatuses)
    .nullable()
    .describe('What the provider said of the delivery since; null if nothing.'),
  delivery_error: text.describe("The provider's code for what went wrong; null if nothing did."),
  delivery_reported_at: time.nullable().describe('When the provider last reported (RFC 3339); null if never.'),
});

export const transactionDetails = transaction.extend({
  /** `UserHash` of its workflow in Temporal. */
  user_hash: text.describe('Search attribute `UserHash` of the workflow in Temporal; null without a user.'),
  /** What the site was told when nothing could be sent. */
  refusal: text.describe('What the site was told when nothing could be sent; null otherwise.'),
  request_id: z.string().describe('`X-Request-Id` of the request that started it.'),
  steps: z
    .array(
      z.object({
        type: z.string().describe('Name of the mobile authentication type.'),
        method: z.enum(methodNames).describe('Method of the step.'),
        max_attempts: count.describe('Codes that may be tried.'),
        max_resends: count.describe('How often the code may be sent again.'),
      }),
    )
    .describe('The type and its fallbacks, in order.'),
  attempts_used: count.describe('Codes or factors that were tried.'),
  resends_used: count.describe('How often the code was sent again.'),
  dispatched_at: time.nullable().describe('When it was sent to the user (RFC 3339); null if it was not.'),
  fetched_at: time.nullable().describe('When the app fetched the content (RFC 3339); null if it has not.'),
  cancel_requested_at: time.nullable().describe('When an operator asked to cancel it (RFC 3339); null if none did.'),
  text_messages: z.array(textMessage).describe('The text messages of the transaction, without number and text.'),
  callback: callback.nullable().describe('The callback; null where the site gave no URL.'),
  events: z
    .array(
      z.object({
        name: z.string().describe('Name of the event.'),
        type: z.string().describe('Group that the event belongs to.'),
        occurred_at: time.describe('When it happened (RFC 3339).'),
        agent_user: text.describe('Operator who caused it; null if none did.'),
        detail: text.describe('Detail of the event; null if it has none.'),
      }),
    )
    .describe('Events of the transaction, oldest first.'),
});
