import { z } from 'zod';
import { receiptIdPattern } from '../../domain/text-messages/receipt-id.ts';
import { deliveryStatuses } from '../../domain/text-messages/status.ts';

const messageId = z.string().regex(receiptIdPattern);

export const twilioQuery = z.object({ message: messageId });

/** What of Twilio's many parameters matters. @see https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
export const twilioBody = z.looseObject({
  AccountSid: z.string(),
  MessageSid: z.string().min(1).max(64),
  MessageStatus: z.string().regex(/^[a-z_]{1,32}$/),
  ErrorCode: z.string().regex(/^\d{1,6}$/).optional(),
});

export const gatewayBody = z.looseObject({
  id: messageId,
  status: z.enum(deliveryStatuses),
  error_code: z.string().regex(/^[\w.-]{1,48}$/).nullish(),
});
