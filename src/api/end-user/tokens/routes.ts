import { z } from 'zod';
import { findTokensOf } from '../../../commands/tokens/grants/find-tokens.ts';
import type { UserToken } from '../../../commands/tokens/grants/find-tokens.ts';
import { revokeToken } from '../../../commands/tokens/grants/revoke-grants.ts';
import { recordUserAction } from '../../../commands/persons/users/user-action.ts';
import { tokenTypes } from '../../../entities/tokens/oauth-artifact.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { scopesOf } from '../scopes.ts';
import { isStorableId } from '../../http/text.ts';
import { nothingFound, ownedParams, userParams } from '../user-params.ts';

const tokens = z.object({
  tokens: z
    .array(
      z.object({
        id: z.string().describe('Id of the token, for its removal.'),
        client_name: z.string().describe('Name of the client that has it.'),
        device_name: z
          .string()
          .optional()
          .describe('Name of the device that the client runs on, where it runs on one.'),
        created_at: z.number().int().describe('When it was issued, in milliseconds since 1970.'),
        scopes: z.array(z.string()).describe('Scopes of the token.'),
        type: z.enum(tokenTypes).describe('Kind of the token.'),
        refresh_token_issued: z.boolean().describe('Whether the client can renew it.'),
        expired: z.boolean().describe('Whether its life has ended.'),
      }),
    )
    .describe('The tokens.'),
});

/** Tokens of a user. */
export function tokenRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/users/:user_id/tokens',
      summary: 'The tokens that clients have of a user',
      params: userParams,
      responses: { 200: tokens, 404: nothingFound('No tokens found') },
      handler: async ({ params, context }) => {
        const found = await findTokensOf(deps, params.user_id);
        await recordUserAction(deps, {
          event: 'API TOKENS LISTED',
          origin: requestOriginOf(context),
          userId: params.user_id,
        });
        return found.length === 0
          ? { status: 404, body: { error: 'No tokens found' } }
          : { status: 200, body: { tokens: found.map(presentToken) } };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/users/:user_id/tokens/:id',
      summary: 'Remove a token, with what it is renewed with',
      params: ownedParams,
      responses: { 204: null },
      handler: async ({ params: { user_id: userId, id: tokenId }, context }) => {
        if (isStorableId(tokenId))
          await revokeToken(
            deps,
            { userId, tokenId },
            { event: 'API TOKEN REMOVED', origin: requestOriginOf(context) },
          );
        return { status: 204 };
      },
    }),
  ];
}

function presentToken({
  id,
  clientName,
  deviceName,
  createdAt,
  scope,
  type,
  refreshTokenIssued,
  expired,
}: UserToken): z.input<typeof tokens>['tokens'][number] {
  return {
    id,
    client_name: clientName,
    ...(deviceName === null ? {} : { device_name: deviceName }),
    created_at: createdAt,
    scopes: scopesOf(scope),
    type,
    refresh_token_issued: refreshTokenIssued,
    expired,
  };
}
