import { changeClient, createClient, deleteClient } from '../../../commands/tokens/clients/change-clients.ts';
import type { OauthClientValues } from '../../../commands/tokens/clients/change-clients.ts';
import { findClient, findClients } from '../../../commands/tokens/clients/find-clients.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { readFields } from '../../../domain/configuration/field-names.ts';
import { findClientWeaknesses } from '../../../domain/tokens/clients/client-findings.ts';
import { oauthClientFields } from '../../../domain/tokens/field-names.ts';
import { changeOf } from '../../configuration/fields.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { pageOf, readCursor, writeCursor } from '../cursor.ts';
import { presentClient } from './presenter.ts';
import { checkServerAddresses, readNewClient } from './read-new-client.ts';
import {
  changeClientBody,
  clientList,
  clientListQuery,
  clientParams,
  clientSchema,
  findingsSchema,
  newClientBody,
} from './schema.ts';

const path = '/clients';
const one = { path: `${path}/:client_id`, params: clientParams } as const;

/** OAuth clients (contract/authentication.md section 4, contract/hub.md section 9). */
export function clientReadRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'OAuth clients by id',
      query: clientListQuery,
      responses: { 200: clientList },
      handler: async ({ query: { limit, cursor } }) => {
        const after = cursor === undefined ? undefined : readCursor(cursor);
        const found = await findClients(deps, { limit: limit + 1, after });
        const { page, next } = pageOf(found, limit, (last) => writeCursor(last.client.id));
        return { status: 200, body: { items: page.map(presentClient), next_cursor: next } };
      },
    }),
    defineRoute({
      ...one,
      method: 'get',
      summary: 'One OAuth client',
      responses: { 200: clientSchema },
      handler: async ({ params }) => present(deps, params.client_id, 200),
    }),
    defineRoute({
      method: 'post',
      path: `${path}/:client_id/check`,
      params: clientParams,
      summary: 'What RFC 9700 says about a client as it is',
      responses: { 200: findingsSchema },
      handler: async ({ params }) => {
        const { client, secrets } = await findClient(deps, params.client_id);
        const checked = { ...client, secretsMadeAt: secrets.map(({ createdAt }) => createdAt) };
        return { status: 200, body: { findings: findClientWeaknesses(checked, deps.clock()) } };
      },
    }),
  ];
}

export function clientChangeRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path,
      summary: 'Add an OAuth client',
      body: newClientBody,
      responses: { 201: clientSchema },
      handler: async ({ body, context }) => {
        const id = body.client_id ?? `client-${deps.random(12).toString('hex')}`;
        checkServerAddresses(deps, body);
        await createClient(deps, { id, values: readNewClient(body), origin: requestOriginOf(context) });
        return present(deps, id, 201);
      },
    }),
    defineRoute({
      ...one,
      method: 'patch',
      summary: 'Change the settings of a client that are sent',
      headers: [ifMatchHeader],
      body: changeClientBody,
      responses: { 200: clientSchema },
      handler: async ({ params, body, context }) => {
        checkServerAddresses(deps, body);
        await changeClient(deps, {
          id: params.client_id,
          values: readFields(oauthClientFields, body) as Partial<OauthClientValues>,
          ...changeOf(context),
        });
        return present(deps, params.client_id, 200);
      },
    }),
    defineRoute({
      ...one,
      method: 'delete',
      summary: 'Delete a client with its secrets, grants and tokens',
      headers: [ifMatchHeader],
      responses: { 204: null },
      handler: async ({ params, context }) => {
        await deleteClient(deps, { id: params.client_id, ...changeOf(context) });
        return { status: 204 };
      },
    }),
  ];
}

async function present(deps: AdminDeps, id: string, status: 200 | 201) {
  const found = await findClient(deps, id);
  const headers = {
    ETag: tagOf(deps.keyring, found.client),
    ...(status === 201 ? { Location: `/admin/v1${path}/${encodeURIComponent(id)}` } : {}),
  };
  return { status, body: presentClient(found), headers };
}
