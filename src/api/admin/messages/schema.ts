import { z } from 'zod';
import { mailTemplateNames } from '../../../domain/configuration/message-templates/mail/mail-templates.ts';
import { messageChannels, messageStates } from '../../../domain/messages/delivery/status.ts';
import { deliveryStatuses } from '../../../domain/messages/text-messages/status.ts';
import { identifier } from '../../http/text.ts';

const time = z.string();
const text = z.string().nullable();
const count = z.number().int();
/** RFC 3339 with an offset or Z. */
const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

const page = {
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Messages on a page.'),
  cursor: z.string().max(200).optional().describe('`next_cursor` of the page before.'),
};

export const messagePageQuery = z.strictObject(page);
export const messageQuery = z.strictObject({
  user_id: identifier().optional().describe('Only messages to this user.'),
  channel: z.enum(messageChannels).optional().describe('Only messages of this channel.'),
  status: z.enum(messageStates).optional().describe('Only messages of this status.'),
  template: z.enum(mailTemplateNames).optional().describe('Only messages that say this.'),
  since: instant.optional().describe('Only messages that were queued at this time or later (RFC 3339).'),
  until: instant.optional().describe('Only messages that were queued before this time (RFC 3339).'),
  ...page,
});
export const messageParams = z.object({ message_id: z.string().describe('Id of the message.') });

const message = z.object({
  id: z.string().describe('Id of the message.'),
  user_id: text.describe('Whom it is for; null where the address is no person.'),
  channel: z.enum(messageChannels).describe('How it goes.'),
  template: z.string().describe('What it says: the name of its template.'),
  locale: z.string().describe('Language that was asked for (BCP 47).'),
  destination: text.describe('Address or number, masked; null once the person is deleted.'),
  status: z
    .enum(messageStates)
    .describe(
      '`sent`: its provider has it. `delivered`, `undelivered`: as the provider reported. `suppressed`: it was not to be sent.',
    ),
  reason: text.describe('Why it did not go out or arrive: a code of ours, or of the provider; null otherwise.'),
  attempts: count.describe('Tries to hand it to its provider that have ended.'),
  created_at: time.describe('When it was queued (RFC 3339).'),
  expires_at: time.describe('When it is of no use any more (RFC 3339).'),
  ended_at: time
    .nullable()
    .describe('When its provider took it, or it was given up (RFC 3339); null while it is queued.'),
  delivery_reported_at: time.nullable().describe('When its provider last reported (RFC 3339); null if never.'),
});

export const messageList = z.object({
  items: z.array(message).describe('The messages, newest first.'),
  next_cursor: z.string().nullable().describe('Where the next page begins; null on the last page.'),
});

export const messageDetails = message.extend({
  request_id: text.describe('`X-Request-Id` of the request that caused it; null if none did.'),
  delivery_status: z
    .enum(deliveryStatuses)
    .nullable()
    .describe('What the provider last said of the delivery; null if nothing.'),
  tries: z
    .array(
      z.object({
        number: count.describe('Number of the try, from 1.'),
        tried_at: time.describe('When it began (RFC 3339).'),
        status: z.enum(['sending', 'sent', 'refused']).describe('`sending`: the result is unknown.'),
        refusal: text.describe('Why the provider refused it: a code; null if it did not.'),
        took_ms: count.nullable().describe('Milliseconds until the provider answered; null while it has not.'),
        provider_message_id: text.describe("The provider's id of the message; null if it gave none."),
      }),
    )
    .describe('The last 20 tries, oldest first.'),
});
