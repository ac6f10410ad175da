import { createToken } from '../../../commands/action-tokens/open/create-token.ts';
import { sendMail, writeMailedToken } from '../../../commands/action-tokens/open/mail-token.ts';
import { listOpenTokens, revokeTokens } from '../../../commands/action-tokens/open/open-tokens.ts';
import { recordUserAction } from '../../../commands/persons/users/user-action.ts';
import type { TokenAction } from '../../../domain/action-tokens/actions.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { personParams } from '../schema.ts';
import { presentCreated, presentOpen } from './presenter.ts';
import { createBody, createdAnswer, deprecatedBody, listAnswer } from './schema.ts';
import type { CreateBody } from './schema.ts';

const tokens = { path: '/persons/:person_id/tokens', params: personParams } as const;

/** Action tokens of a person (contract/idp.md section 1). */
export function actionTokenRoutes(deps: ApiDeps): Route[] {
  return [createRoute(deps), deprecatedRoute(deps), ...openRoutes(deps)];
}

function createRoute(deps: ApiDeps): Route {
  return defineRoute({
    ...tokens,
    method: 'post',
    summary: 'Create an action token',
    body: createBody,
    responses: { 201: createdAnswer },
    handler: async ({ params: { person_id: personId }, body, context }) => {
      const asked = {
        ...{ personId, actions: readActions(body), origin: requestOriginOf(context) },
        sessionManagementToken: body.session_management_token,
        redirectUri: body.redirect_uri,
      };
      if (!body.send_notification) return { status: 201, body: presentCreated(await createToken(deps, asked)) };
      const mailed = await writeMailedToken(deps, asked);
      await sendMail(deps, mailed);
      return { status: 201, body: presentCreated(mailed.created) };
    },
  });
}

/** Since when the route is deprecated (RFC 9745), and when it goes (RFC 8594). */
const deprecation = { Deprecation: '@1796083200', Sunset: 'Wed, 01 Dec 2027 00:00:00 GMT' };

function deprecatedRoute(deps: ApiDeps): Route {
  return defineRoute({
    method: 'post',
    path: `${tokens.path}/login`,
    params: personParams,
    summary: 'Create an action token that signs in (deprecated)',
    body: deprecatedBody,
    responses: { 201: createdAnswer },
    handler: async ({ params: { person_id: personId }, body, context }) => {
      const created = await createToken(deps, {
        ...{ personId, actions: [{ type: 'LOGIN', parameters: {} }], origin: requestOriginOf(context) },
        lifetime: body.expires_in_seconds,
      });
      return { status: 201, body: presentCreated(created), headers: deprecation };
    },
  });
}

function openRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      ...tokens,
      method: 'get',
      summary: 'Open action tokens of a person, without their values',
      responses: { 200: listAnswer },
      handler: async ({ params: { person_id: userId }, context }) => {
        const open = await listOpenTokens(deps, userId);
        await recordUserAction(deps, { origin: requestOriginOf(context), event: 'ACTION TOKENS READ', userId });
        return { status: 200, body: presentOpen(open) };
      },
    }),
    defineRoute({
      ...tokens,
      method: 'delete',
      summary: 'Revoke all action tokens of a person',
      responses: { 204: null },
      handler: async ({ params: { person_id: personId }, context }) => {
        await revokeTokens(deps, { personId, origin: requestOriginOf(context) });
        return { status: 204 };
      },
    }),
  ];
}

function readActions({ actions = [] }: CreateBody): TokenAction[] {
  return actions.map(({ type, parameters = {} }) => {
    if (type === undefined) throw new CountersignError('action_parameter_missing', { extra: { parameter: 'type' } });
    const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return { type, parameters: Object.fromEntries(given) };
  });
}
