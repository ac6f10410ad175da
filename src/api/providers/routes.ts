import { recordDeliveryReport } from '../../commands/text-messages/record-delivery-report.ts';
import type { DeliveryStatus } from '../../domain/text-messages/status.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requestOriginOf } from '../request-origin.ts';
import { defineRoute } from '../route.ts';
import type { Route } from '../route.ts';
import { authenticateGateway, authenticateTwilio } from './authenticate-provider.ts';
import { gatewayBody, twilioBody, twilioQuery } from './schema.ts';

/** Twilio's words in ours. Others, such as those of messages that come in, say nothing about where a message is. */
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

/** What Twilio reports on the text messages that it took. */
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
        if (status) await recordDeliveryReport(deps, { receiptId: query.message, providerMessageId: body.MessageSid, status, error, origin: requestOriginOf(context) });
        return { status: 204 };
      },
    }),
  ];
}

/** The same of the HTTP gateway. */
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
        await recordDeliveryReport(deps, { receiptId: id, status, error: error ?? undefined, origin: requestOriginOf(context) });
        return { status: 204 };
      },
    }),
  ];
}
