import { z } from 'zod';
import { listOpenTokens, revokeTokens } from '../../../commands/action-tokens/open/open-tokens.ts';
import { recordUserAction } from '../../../commands/persons/users/user-action.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { userParams } from '../users/schema.ts';
import { presentToken, tokenList } from './presenter.ts';

const tokens = { path: '/users/:user_id/action-tokens', params: userParams } as const;
const tokenParams = userParams.extend({ token_id: z.uuid().describe('Id of the token, from the list.') });

/** The open action tokens of a user. */
export function actionTokenReadRoute(deps: AdminDeps): Route {
  return defineRoute({
    ...tokens,
    method: 'get',
    summary: 'Open action tokens of a user',
    responses: { 200: tokenList },
    handler: async ({ params: { user_id: userId }, context }) => {
      const open = await listOpenTokens(deps, userId);
      await recordUserAction(deps, { origin: requestOriginOf(context), event: 'ACTION TOKENS READ', userId });
      return { status: 200, body: { items: open.map(presentToken) } };
    },
  });
}

/** Revokes open action tokens of a user: all, or one. An unknown one changes nothing. */
export function actionTokenRevocationRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      ...tokens,
      method: 'delete',
      summary: 'Revoke all open action tokens of a user',
      responses: { 204: null },
      handler: async ({ params: { user_id: personId }, context }) => {
        await revokeTokens(deps, { personId, origin: requestOriginOf(context) });
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'delete',
      path: `${tokens.path}/:token_id`,
      params: tokenParams,
      summary: 'Revoke an open action token of a user',
      responses: { 204: null },
      handler: async ({ params: { user_id: personId, token_id: id }, context }) => {
        await revokeTokens(deps, { personId, id, origin: requestOriginOf(context) });
        return { status: 204 };
      },
    }),
  ];
}
