import {
  changeApiClient,
  createApiClient,
  deleteApiClient,
} from '../../../commands/configuration/resources/api-clients.ts';
import { alreadyThere } from '../../../commands/configuration/conflicts.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { apiClientFields, readFields } from '../../../domain/configuration/field-names.ts';
import { ApiClient } from '../../../entities/configuration/api-client.ts';
import { Device } from '../../../entities/devices/device.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { configurationBase, changeOf, pageOf, pageQuery, resultOf } from '../fields.ts';
import { refuseReadOnly } from '../read-only.ts';
import {
  apiClientAnswer,
  apiClientParams,
  changeApiClientBody,
  createApiClientBody,
  presentApiClient,
} from './schema.ts';

/** API clients (contract/end-user.md section 6). A surface of its own, because its caller can give itself any scope. */
export function apiClientRoutes(deps: ApiDeps): Route[] {
  const schema = { http: deps.environment.callbackPrivateAddresses === 'allowed' };
  return [
    defineRoute({
      method: 'get',
      path: '{/}',
      summary: 'API clients, 100 a page',
      query: pageQuery,
      responses: { 200: resultOf(apiClientAnswer) },
      handler: async ({ query }) => {
        const clients = await deps.em().find(ApiClient, {}, { orderBy: { id: 'asc' }, ...pageOf(query.page) });
        return { status: 200, body: { result: clients.map(presentApiClient) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '{/}',
      summary: 'Add an API client',
      body: createApiClientBody(schema),
      responses: { 201: null },
      handler: async ({ body, context }) => {
        const { name, client_id: id } = body;
        // The client id of an app is its device id (contract/end-user.md section 6).
        if ((await deps.em().count(Device, { id: id.toLowerCase() })) > 0) throw alreadyThere('client_id');
        await createApiClient(deps, {
          id,
          name,
          values: readFields(apiClientFields, body),
          origin: requestOriginOf(context),
        });
        return {
          status: 201,
          headers: {
            Location: `${deps.environment.publicUrl}${configurationBase}/api-clients/${encodeURIComponent(id)}`,
          },
        };
      },
    }),
    ...oneApiClient(deps, schema),
  ];
}

function oneApiClient(deps: ApiDeps, schema: { http: boolean }): Route[] {
  const path = '/:client_id{/}';
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'One API client',
      params: apiClientParams,
      responses: { 200: apiClientAnswer },
      handler: async ({ params }) => {
        const client = await deps.em().findOne(ApiClient, { id: params.client_id });
        if (!client) throw new CountersignError('not_found');
        return { status: 200, body: presentApiClient(client), headers: { ETag: tagOf(deps.keyring, client) } };
      },
    }),
    defineRoute({
      method: 'patch',
      path,
      summary: 'Change the fields that are sent',
      headers: [ifMatchHeader],
      params: apiClientParams,
      body: changeApiClientBody(schema),
      responses: { 204: null },
      handler: async ({ params, body, context }) => {
        refuseReadOnly(body, { client_id: params.client_id });
        await changeApiClient(deps, {
          id: params.client_id,
          values: readFields(apiClientFields, body),
          ...changeOf(context),
        });
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'delete',
      path,
      summary: 'Delete an API client',
      headers: [ifMatchHeader],
      params: apiClientParams,
      responses: { 204: null },
      handler: async ({ params, context }) => {
        await deleteApiClient(deps, { id: params.client_id, ...changeOf(context) });
        return { status: 204 };
      },
    }),
  ];
}
