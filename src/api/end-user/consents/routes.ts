import { z } from 'zod';
import { findConsentsOf } from '../../../commands/tokens/consents/find-consents.ts';
import { revokeConsent } from '../../../commands/tokens/consents/withdraw-consent.ts';
import { recordUserAction } from '../../../commands/persons/users/user-action.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { scopesOf } from '../scopes.ts';
import { isStorableId } from '../../http/text.ts';
import { nothingFound, ownedParams, userParams } from '../user-params.ts';

const consents = z.object({
  consents: z
    .array(
      z.object({
        id: z.string().describe('Id of the consent, for its removal.'),
        client_name: z.string().describe('Name of the client that has it.'),
        device_name: z
          .string()
          .optional()
          .describe('Name of the device that the client runs on, where it runs on one.'),
        scopes: z.array(z.string()).describe('Scopes that the user granted.'),
      }),
    )
    .describe('The consents.'),
});

/** Consents of a user for web clients. */
export function consentRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/users/:user_id/consents',
      summary: 'What a user let web clients do',
      params: userParams,
      responses: { 200: consents, 404: nothingFound('No consents found') },
      handler: async ({ params, context }) => {
        const found = await findConsentsOf(deps, params.user_id);
        await recordUserAction(deps, {
          event: 'API CONSENTS LISTED',
          origin: requestOriginOf(context),
          userId: params.user_id,
        });
        if (found.length === 0) return { status: 404, body: { error: 'No consents found' } };
        const presented = found.map(({ id, clientName, deviceName, scope }) => ({
          id,
          client_name: clientName,
          ...(deviceName === null ? {} : { device_name: deviceName }),
          scopes: scopesOf(scope),
        }));
        return { status: 200, body: { consents: presented } };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/users/:user_id/consents/:id',
      summary: 'Remove a consent, with its tokens',
      params: ownedParams,
      responses: { 204: null },
      handler: async ({ params: { user_id: userId, id: consentId }, context }) => {
        if (isStorableId(consentId))
          await revokeConsent(
            deps,
            { userId, consentId },
            { event: 'API CONSENT REMOVED', origin: requestOriginOf(context) },
          );
        return { status: 204 };
      },
    }),
  ];
}
