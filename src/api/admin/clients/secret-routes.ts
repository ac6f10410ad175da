import { addClientSecret, removeClientSecret } from '../../../commands/tokens/clients/client-secrets.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { presentTime } from '../time.ts';
import { clientParams, newSecretSchema, secretParams } from './schema.ts';

/** Secrets of confidential clients: two may be alive, so that one can follow the other. */
export function clientSecretRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/clients/:client_id/secrets',
      params: clientParams,
      summary: 'Make a secret for a client; it is shown once',
      responses: { 201: newSecretSchema },
      handler: async ({ params, context }) => {
        const origin = requestOriginOf(context);
        const { id, secret, createdAt } = await addClientSecret(deps, { clientId: params.client_id, origin });
        return { status: 201, body: { id, client_secret: secret, created_at: presentTime(createdAt.getTime()) } };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/clients/:client_id/secrets/:secret_id',
      params: secretParams,
      summary: 'Take a secret of a client back',
      responses: { 204: null },
      handler: async ({ params, context }) => {
        const { client_id: clientId, secret_id: secretId } = params;
        await removeClientSecret(deps, { clientId, secretId, origin: requestOriginOf(context) });
        return { status: 204 };
      },
    }),
  ];
}
