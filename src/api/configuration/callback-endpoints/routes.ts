import {
  changeCallbackEndpoint,
  createCallbackEndpoint,
  deleteCallbackEndpoint,
} from '../../../commands/configuration/resources/callback-endpoints.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { callbackEndpointFields, readFields } from '../../../domain/configuration/field-names.ts';
import { CallbackEndpoint } from '../../../entities/configuration/callback-endpoint.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { configurationBase, idOf, changeOf, pageOf, pageQuery, resultOf } from '../fields.ts';
import { refuseReadOnly } from '../read-only.ts';
import {
  callbackEndpointAnswer,
  callbackEndpointParams,
  changeCallbackEndpointBody,
  createCallbackEndpointBody,
  presentCallbackEndpoint,
} from './schema.ts';

const path = '/callback-endpoints';

/** Allowed callback URLs and their credentials (contract/mobile-authentication.md section 10). */
export function callbackEndpointRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: `${path}{/}`,
      summary: 'Callback endpoints, 100 a page',
      query: pageQuery,
      responses: { 200: resultOf(callbackEndpointAnswer) },
      handler: async ({ query }) => {
        const rows = await deps.em().find(CallbackEndpoint, {}, { orderBy: { id: 'asc' }, ...pageOf(query.page) });
        return { status: 200, body: { result: rows.map(presentCallbackEndpoint) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${path}{/}`,
      summary: 'Add a callback endpoint',
      body: createCallbackEndpointBody,
      responses: { 201: null },
      handler: async ({ body, context }) => {
        const id = await createCallbackEndpoint(deps, {
          url: body.url,
          values: readFields(callbackEndpointFields, body),
          isHttpAllowed: deps.environment.callbackPrivateAddresses === 'allowed',
          origin: requestOriginOf(context),
        });
        return { status: 201, headers: { Location: `${deps.environment.publicUrl}${configurationBase}${path}/${id}` } };
      },
    }),
    ...oneCallbackEndpoint(deps),
  ];
}

function oneCallbackEndpoint(deps: ApiDeps): Route[] {
  const one = { path: `${path}/:id{/}`, params: callbackEndpointParams };
  return [
    defineRoute({
      ...one,
      method: 'get',
      summary: 'One callback endpoint',
      responses: { 200: callbackEndpointAnswer },
      handler: async ({ params }) => {
        const endpoint = await find(deps, params.id);
        return {
          status: 200,
          body: presentCallbackEndpoint(endpoint),
          headers: { ETag: tagOf(deps.keyring, endpoint) },
        };
      },
    }),
    defineRoute({
      ...one,
      method: 'patch',
      summary: 'Change the fields that are sent; another URL needs the secrets again',
      headers: [ifMatchHeader],
      body: changeCallbackEndpointBody,
      responses: { 204: null },
      handler: async ({ params, body, context }) => {
        const { id, signed } = presentCallbackEndpoint(await find(deps, params.id));
        // `signed` of a body that changes the secret is the former state: ignore it.
        refuseReadOnly(body, body.signing_secret === undefined ? { id, signed } : { id });
        await changeCallbackEndpoint(deps, {
          id,
          values: readFields(callbackEndpointFields, body),
          isHttpAllowed: deps.environment.callbackPrivateAddresses === 'allowed',
          ...changeOf(context),
        });
        return { status: 204 };
      },
    }),
    defineRoute({
      ...one,
      method: 'delete',
      summary: 'Delete a callback endpoint',
      headers: [ifMatchHeader],
      responses: { 204: null },
      handler: async ({ params, context }) => {
        await deleteCallbackEndpoint(deps, { id: idOf(params.id), ...changeOf(context) });
        return { status: 204 };
      },
    }),
  ];
}

async function find(deps: Pick<ApiDeps, 'em'>, id: string): Promise<CallbackEndpoint> {
  const endpoint = await deps.em().findOne(CallbackEndpoint, { id: idOf(id) });
  if (!endpoint) throw new CountersignError('not_found');
  return endpoint;
}
