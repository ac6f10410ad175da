import { z } from 'zod';
import { actionTypes, executionStatuses } from '../../domain/action-tokens/actions.ts';
import { activationCode, actionTokenValue } from '../authentication/methods/action-token.ts';
import { secret } from '../http/secret.ts';
import { personAnswer } from '../persons/presenter.ts';

export const tokenBody = z.strictObject({ token: secret(actionTokenValue.optional()), code: activationCode });

/** contract/idp.md section 1. */
export const tokenAnswer = z.object({
  profile: personAnswer.describe('The person, as the actions left them.'),
  results: z
    .array(
      z.object({
        type: z.enum(actionTypes).describe('Type of the action.'),
        parameters: z.record(z.string(), z.string()).optional().describe('What it was given; left out: nothing.'),
        execution_status: z.enum(executionStatuses).describe('What became of it.'),
      }),
    )
    .describe('The actions in the order in which they were performed.'),
  redirect_uri: z.string().nullable().describe('Where the person goes now; null: no address is set.'),
  sign_in: z
    .object({
      url: z.string().describe('Address at which the browser signs in, once.'),
      expires_at: z.string().describe('Until when (RFC 3339).'),
    })
    .optional()
    .describe('After `LOGIN` or `LOGIN_APP2WEB`: lead the browser there. Its session is made there.'),
});
