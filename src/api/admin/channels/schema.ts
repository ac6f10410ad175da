import { z } from 'zod';
import { channelStates } from '../../../domain/messages/health/channel-state.ts';
import { channelFigures } from '../../health/health-routes.ts';

export const channelsAnswer = z.object({
  items: z
    .array(
      z.object({
        channel: z.enum(['email', 'sms', 'whatsapp', 'push']).describe('How messages go.'),
        state: z
          .enum(channelStates)
          .describe('`failing`: one in ten of the last hour, or else of the last day, was refused or did not arrive.'),
        providers: z
          .array(z.enum(['smtp', 'twilio', 'http', 'apns', 'fcm']))
          .describe('By what it sends; empty where nothing is configured.'),
        source: z
          .enum(['configuration', 'environment'])
          .nullable()
          .describe('Where the credentials in force come from; null where nothing is configured.'),
        hour: channelFigures.describe('The last hour.'),
        day: channelFigures.describe('The last 24 hours.'),
        failures: z
          .array(
            z.object({
              code: z.string().describe('Why: a code of ours, or of the provider.'),
              count: z.number().int().describe('How many in the last 24 hours.'),
              last_at: z.string().describe('When the last of them was sent (RFC 3339).'),
            }),
          )
          .describe('Why messages of the last 24 hours failed, the last ones first; five at most.'),
        stopped_countries: z
          .array(z.string())
          .describe('Calling codes of the countries to which no codes go for now, as too few of them were typed.'),
      }),
    )
    .describe('The channels.'),
});
