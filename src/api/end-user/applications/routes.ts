import { z } from 'zod';
import { findApplicationsOf } from '../../../commands/tokens/grants/find-grants.ts';
import { revokeApplication } from '../../../commands/tokens/grants/revoke-grants.ts';
import { recordUserAction } from '../../../commands/persons/users/user-action.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { nothingFound, ownedParams, userParams } from '../user-params.ts';
import { isStorableId } from '../../http/text.ts';

const applications = z.object({
  apps: z
    .array(
      z.object({
        id: z.string().describe('Identifier of the application.'),
        app_name: z.string().describe('Name of the application.'),
      }),
    )
    .describe('The applications.'),
});

/** Applications that have access to a user. */
export function applicationRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/users/:user_id/applications',
      summary: 'Applications that have access to a user',
      params: userParams,
      responses: { 200: applications, 404: nothingFound('No applications found') },
      handler: async ({ params, context }) => {
        const found = await findApplicationsOf(deps, params.user_id);
        await recordUserAction(deps, {
          event: 'API APPLICATIONS LISTED',
          origin: requestOriginOf(context),
          userId: params.user_id,
        });
        if (found.length === 0) return { status: 404, body: { error: 'No applications found' } };
        return { status: 200, body: { apps: found.map(({ id, name }) => ({ id, app_name: name })) } };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/users/:user_id/applications/:id',
      summary: 'Take the access of an application away, on all devices',
      params: ownedParams,
      responses: { 204: null },
      handler: async ({ params: { user_id: userId, id: applicationId }, context }) => {
        if (isStorableId(applicationId))
          await revokeApplication(
            deps,
            { userId, applicationId },
            { event: 'API APPLICATION REMOVED', origin: requestOriginOf(context) },
          );
        return { status: 204 };
      },
    }),
  ];
}
