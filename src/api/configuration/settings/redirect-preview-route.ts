import { z } from 'zod';
import { faultOfRedirectEntry, matchRedirect } from '../../../domain/configuration/action-tokens/redirect-rules.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';

const previewBody = z.strictObject({
  redirect_uri: z.string().min(1).max(4096).describe('The address to try.'),
  action_token_redirects: z
    .array(z.string().max(4096))
    .max(100)
    .optional()
    .describe('A list to try it with. Left out: the one that is set.'),
});

const previewAnswer = z.object({
  allowed: z.boolean().describe('Whether a token may redirect there.'),
  matched_by: z.string().nullable().describe('The entry that allows it; null if none does.'),
  faults: z
    .array(
      z.object({
        entry: z.string().describe('An entry that cannot be in the list.'),
        reason: z
          .string()
          .describe(
            'Why: `no_address`, `not_anchored`, `origin_not_literal`, `too_complex`, `too_long`, `not_an_expression`.',
          ),
      }),
    )
    .describe('What is wrong with the list that was sent.'),
});

/** Tries an address with the list of addresses that action tokens may redirect to, before the list is set. Changes nothing. */
export function redirectPreviewRoute(deps: ApiDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/action-token-redirects/preview',
    summary: 'Try an address with the redirects of action tokens',
    body: previewBody,
    responses: { 200: previewAnswer },
    handler: async ({ body: { redirect_uri: address, action_token_redirects: sent } }) => {
      const { general } = await deps.configuration.current();
      const faults = (sent ?? []).flatMap((entry) => {
        const reason = faultOfRedirectEntry(entry);
        return reason === undefined ? [] : [{ entry, reason }];
      });
      const matched = matchRedirect(sent ?? general.action_token_redirects, address);
      return { status: 200, body: { allowed: matched !== undefined, matched_by: matched ?? null, faults } };
    },
  });
}
