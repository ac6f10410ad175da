import { z } from 'zod';
import type { ApiDeps } from '../api-deps.ts';
import { requestOriginOf } from '../http/request-origin.ts';
import { defineRoute } from '../http/route.ts';
import type { Route } from '../http/route.ts';
import { authenticateGateway, authenticateTwilio } from './authenticate-provider.ts';
import { recordDeliveryReport } from '../../commands/messages/text-messages/record-delivery-report.ts';
import { receiptIdPattern } from '../../domain/messages/text-messages/receipt-id.ts';
import { deliveryStatuses } from '../../domain/messages/text-messages/status.ts';
import type { DeliveryStatus } from '../../domain/messages/text-messages/status.ts';

const messageId = z.string().regex(receiptIdPattern);

const twilioQuery = z.object({
  message: messageId.describe('Id of the text message, which the server put into the address.'),
});

/** Twilio's parameters that are read. @see https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
const twilioBody = z.looseObject({
  AccountSid: z.string().describe('Twilio account.'),
  MessageSid: z.string().min(1).max(64).describe("Twilio's id of the message."),
  MessageStatus: z
    .string()
    .regex(/^[a-z_]{1,32}$/)
    .describe("Twilio's word for what has become of it, such as `delivered`."),
  ErrorCode: z
    .string()
    .regex(/^\d{1,6}$/)
    .optional()
    .describe("Twilio's error code of a message that was not delivered."),
});

const gatewayBody = z.looseObject({
  id: messageId.describe('Id of the text message, as the server sent it.'),
  status: z.enum(deliveryStatuses).describe('What has become of it.'),
  error_code: z
    .string()
    .regex(/^[\w.-]{1,48}$/)
    .nullish()
    .describe("The gateway's code for what went wrong."),
});

/** Twilio's states and ours. Other states, such as those of inbound messages, are ignored. */
const statusOfTwilio: Partial<Record<string, DeliveryStatus>> = {
  accepted: 'queued',
  scheduled: 'queued',
  queued: 'queued',
  sending: 'queued',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'failed',
};

/** Delivery reports of Twilio. */
export function twilioRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/status',
      summary: 'Twilio says what has become of a text message',
      before: authenticateTwilio(deps),
      query: twilioQuery,
      body: twilioBody,
      responses: { 204: null },
      handler: async ({ query, body, context }) => {
        const status = statusOfTwilio[body.MessageStatus];
        const error = status === 'undelivered' || status === 'failed' ? body.ErrorCode : undefined;
        if (status)
          await recordDeliveryReport(deps, {
            receiptId: query.message,
            providerMessageId: body.MessageSid,
            status,
            error,
            origin: requestOriginOf(context),
          });
        return { status: 204 };
      },
    }),
  ];
}

/** The same for the HTTP gateway. */
export function gatewayRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/status',
      summary: 'The HTTP gateway says what has become of a text message',
      before: authenticateGateway(deps),
      body: gatewayBody,
      responses: { 204: null },
      handler: async ({ body: { id, status, error_code: error }, context }) => {
        await recordDeliveryReport(deps, {
          receiptId: id,
          status,
          error: error ?? undefined,
          origin: requestOriginOf(context),
        });
        return { status: 204 };
      },
    }),
  ];
}
