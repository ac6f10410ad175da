import type { z } from 'zod';
import {
  createInitialAccessToken,
  findInitialAccessTokens,
  revokeInitialAccessToken,
} from '../../../commands/tokens/clients/registration/initial-access-tokens.ts';
import type { InitialAccessToken } from '../../../entities/tokens/initial-access-token.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { pageOf, readIdCursor, writeCursor } from '../cursor.ts';
import { operatorOf } from '../operator-access.ts';
import { presentTime } from '../time.ts';
import { newTokenBody, newTokenSchema, tokenList, tokenListQuery, tokenParams } from './schema.ts';
import type { tokenSchema } from './schema.ts';

const path = '/initial-access-tokens';

/** Tokens with which clients register themselves (RFC 7591). */
export function initialAccessTokenReadRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Initial access tokens, oldest first',
      query: tokenListQuery,
      responses: { 200: tokenList },
      handler: async ({ query: { limit, cursor } }) => {
        const after = cursor === undefined ? undefined : readIdCursor(cursor);
        const found = await findInitialAccessTokens(deps, { limit: limit + 1, after });
        const { page, next } = pageOf(found, limit, (last) => writeCursor(last.id));
        return { status: 200, body: { items: page.map(present), next_cursor: next } };
      },
    }),
  ];
}

/** Making and revoking them. */
export function initialAccessTokenChangeRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path,
      summary: 'Make an initial access token; it is shown once',
      body: newTokenBody,
      responses: { 201: newTokenSchema },
      handler: async ({
        body: { name, max_clients: mostClients, expires_in_days: expiresInDays, policy },
        context,
      }) => {
        const { row, token } = await createInitialAccessToken(deps, {
          ...{ name, mostClients, expiresInDays },
          policy: {
            grantTypes: policy.grant_types,
            scopes: policy.scopes,
            resources: policy.resources,
            redirectHosts: policy.redirect_hosts,
          },
          owner: operatorOf(context).operatorId,
          origin: requestOriginOf(context),
        });
        return { status: 201, body: { ...present(row), initial_access_token: token } };
      },
    }),
    defineRoute({
      method: 'delete',
      path: `${path}/:token_id`,
      summary: 'Revoke an initial access token',
      params: tokenParams,
      responses: { 204: null },
      handler: async ({ params: { token_id: id }, context }) => {
        await revokeInitialAccessToken(deps, { id, origin: requestOriginOf(context) });
        return { status: 204 };
      },
    }),
  ];
}

function present(row: InitialAccessToken): z.input<typeof tokenSchema> {
  const { grantTypes, scopes, resources, redirectHosts } = row.policy;
  return {
    id: row.id,
    name: row.name,
    max_clients: row.mostClients,
    clients: row.clients,
    policy: {
      grant_types: [...grantTypes],
      scopes: [...scopes],
      resources: [...resources],
      redirect_hosts: [...redirectHosts],
    },
    owner: row.owner,
    created_at: presentTime(row.createdAt.getTime()),
    expires_at: presentTime(row.expiresAt.getTime()),
    revoked_at: row.revokedAt ? presentTime(row.revokedAt.getTime()) : null,
  };
}
