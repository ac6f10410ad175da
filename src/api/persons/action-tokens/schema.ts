import { z } from 'zod';
import { actionTypes } from '../../../domain/action-tokens/actions.ts';
import { identifier } from '../../http/text.ts';

const parameters = z
  .strictObject({
    idp_id: identifier(64).optional().describe('Coupling from parameters: the identity provider.'),
    external_id: identifier(255).optional().describe('Coupling from parameters: the id of the account there.'),
    activation_method: identifier(64).optional().describe('Activation: `EMAIL` or `EXTERNALLY_DELIVERED_CODE`.'),
  })
  .optional()
  .describe('What the action needs.');

const action = z.strictObject({ type: z.enum(actionTypes).optional().describe('Type of the action.'), parameters });

/** contract/idp.md section 1. What is required is checked later, as its refusal has a number of its own. */
export const createBody = z.strictObject({
  actions: z
    .array(action)
    .max(20)
    .optional()
    .describe('What the token does. It is done in the one order: activation, coupling, sign-in.'),
  session_management_token: identifier(255)
    .optional()
    .describe('Session of the person in a browser, for a coupling from the session.'),
  redirect_uri: z
    .string()
    .min(1)
    .max(2048)
    .optional()
    .describe('Where the browser goes afterwards; on the list of the settings.'),
  send_notification: z
    .boolean()
    .default(false)
    .describe('Whether the token is mailed to the primary address of the person.'),
});
export type CreateBody = z.output<typeof createBody>;

export const deprecatedBody = z.strictObject({
  expires_in_seconds: z.number().int().min(1).max(7_776_000).optional().describe('Seconds that the token is good for.'),
});

export const createdAnswer = z.object({
  token: z.string().describe('The token. It is in this answer alone.'),
  expires_at: z.string().describe('Until when it can be used (RFC 3339).'),
  url: z.string().describe('Address at which a browser uses it.'),
  activation_code: z
    .string()
    .optional()
    .describe('Activation by `EXTERNALLY_DELIVERED_CODE`: the code, to be delivered by another way than the token.'),
});

export const listAnswer = z.object({
  items: z
    .array(
      z.object({
        id: z.string().describe('Id of the token, which is not the token.'),
        actions: z.array(z.enum(actionTypes)).describe('What it does, in order.'),
        created_at: z.string().describe('When it was created (RFC 3339).'),
        expires_at: z.string().describe('Until when it can be used (RFC 3339).'),
      }),
    )
    .describe('Open tokens, newest first, a hundred at most.'),
});
