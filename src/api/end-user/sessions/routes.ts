import { z } from 'zod';
import { signOutEverywhere } from '../../../commands/authentication/sign-out/sign-out-everywhere.ts';
import { endSessions } from '../../../commands/tokens/sessions/end-sessions.ts';
import { findSessionsOf } from '../../../commands/tokens/sessions/find-sessions.ts';
import type { UserSession } from '../../../commands/tokens/sessions/find-sessions.ts';
import { recordUserAction } from '../../../commands/persons/users/user-action.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { nothingFound, ownedParams, userParams } from '../user-params.ts';
import { isStorableId } from '../../http/text.ts';

const sessions = z.object({
  result: z
    .array(
      z.object({
        session_id: z.string().describe('Id of the session, for its removal.'),
        auth_time: z.iso.datetime().describe('When the user signed in (RFC 3339).'),
        last_iat: z.iso.datetime().describe('When the session last got a token (RFC 3339).'),
        user_agent: z.string().nullable().describe('User agent of the browser.'),
        location: z
          .object({ ip_address: z.string().nullable().describe('IP address of the browser.') })
          .describe('Where the browser was.'),
        clients: z
          .array(
            z.object({
              id: z.string().describe('Id of the client.'),
              name: z.string().describe('Name of the client.'),
            }),
          )
          .describe('Clients that the user signed in to with this session.'),
        saml_service_providers: z.array(z.never()).describe('Always empty: there is no SAML.'),
      }),
    )
    .describe('The sessions.'),
});

/** Ending a session removes its tokens unless the caller says otherwise (contract/end-user.md section 1). */
const endQuery = z
  .object({
    removeTokens: z
      .string()
      .optional()
      .describe('`false` keeps the tokens of the session. Anything else removes them.'),
  })
  .transform(({ removeTokens }) => ({ removeTokens: removeTokens?.toLowerCase() !== 'false' }));

/** Browsers that a user is logged in with. */
export function sessionRoutes(deps: ApiDeps): Route[] {
  return [listRoute(deps), ...endRoutes(deps)];
}

function listRoute(deps: ApiDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/users/:user_id/sessions',
    summary: 'Browsers that a user is logged in with',
    params: userParams,
    responses: { 200: sessions, 404: nothingFound('No sessions found') },
    handler: async ({ params, context }) => {
      const found = await findSessionsOf(deps, params.user_id);
      await recordUserAction(deps, {
        event: 'API SESSIONS LISTED',
        origin: requestOriginOf(context),
        userId: params.user_id,
      });
      return found.length === 0
        ? { status: 404, body: { error: 'No sessions found' } }
        : { status: 200, body: { result: found.map(presentSession) } };
    },
  });
}

function endRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'delete',
      path: '/users/:user_id/sessions',
      summary: 'Log a user out of every browser',
      params: userParams,
      query: endQuery,
      responses: { 204: null },
      handler: async ({ params: { user_id: userId }, query: { removeTokens }, context }) => {
        await signOutEverywhere(
          deps,
          { userId, removeTokens },
          { event: 'API SESSION REMOVED', origin: requestOriginOf(context) },
        );
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/users/:user_id/sessions/:id',
      summary: 'Log a user out of one browser',
      params: ownedParams,
      query: endQuery,
      responses: { 204: null },
      handler: async ({ params: { user_id: userId, id: sessionId }, query: { removeTokens }, context }) => {
        if (isStorableId(sessionId))
          await endSessions(
            deps,
            { userId, sessionId, removeTokens },
            { event: 'API SESSION REMOVED', origin: requestOriginOf(context) },
          );
        return { status: 204 };
      },
    }),
  ];
}

function presentSession({
  id,
  loggedInAt,
  issuedAt,
  userAgent,
  ipAddress,
  clientIds,
}: UserSession): z.input<typeof sessions>['result'][number] {
  return {
    session_id: id,
    auth_time: isoTime(loggedInAt),
    last_iat: isoTime(issuedAt),
    user_agent: userAgent,
    location: { ip_address: ipAddress },
    clients: clientIds.map((client) => ({ id: client, name: client })),
    saml_service_providers: [],
  };
}

/** @param seconds since 1970. */
function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
