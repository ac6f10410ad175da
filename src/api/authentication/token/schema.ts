import { z } from 'zod';
import { actionTypes, executionStatuses } from '../../../domain/action-tokens/actions.ts';
import { actionTokenValue, activationCode } from '../methods/action-token.ts';

const action = z.enum(actionTypes);
const returnUrl = z
  .string()
  .max(2048)
  .optional()
  .describe(
    'Where to go on, if the token and the settings name no address: one of the list, or an authorization request that waits here.',
  );

export const describeBody = z.strictObject({ token: actionTokenValue });

export const describedToken = z.object({
  actions: z.array(z.object({ type: action.describe('Its type.') })).describe('What a press does, in order.'),
  user: z.object({ display: z.string().describe('Masked.') }).describe('Whose token it is.'),
  signed_in: z
    .enum(['none', 'same', 'other'])
    .describe('Who is signed in with this browser: no person, this one, or another one, who is then signed out.'),
  code_required: z.boolean().describe('A code that reached the person by another way has to be typed.'),
  redirect_host: z.string().nullable().describe('Host of the site that the browser goes on to; null: none.'),
  redirect_name: z
    .string()
    .nullable()
    .describe('Name of that site, where a client of the same house has an address there.'),
  at_once: z.boolean().describe('The setting `action_token_by_get`: the page acts without a press.'),
  expires_at: z.iso.datetime().describe('Until when the token is good (RFC 3339).'),
});

export const requestBody = z.strictObject({
  email: z.string().min(1).max(254).describe('E-mail address of the person.'),
});

export const tokenStartBody = z.strictObject({ return_url: returnUrl });

export const processBody = z.strictObject({ token: actionTokenValue, code: activationCode, return_url: returnUrl });

export const processedToken = z.object({
  results: z
    .array(
      z.object({
        type: action.describe('Its type.'),
        execution_status: z.enum(executionStatuses).describe('`SUCCESS`.'),
      }),
    )
    .describe('What was done, in order.'),
  redirect_to: z.string().nullable().describe('Where the browser goes on; null: it stays here.'),
});
