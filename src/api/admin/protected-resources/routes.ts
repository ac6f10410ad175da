import type { z } from 'zod';
import { changeResource, createResource, deleteResource } from '../../../commands/tokens/resources/change-resources.ts';
import type { ProtectedResourceValues } from '../../../commands/tokens/resources/change-resources.ts';
import { findResource, findResources } from '../../../commands/tokens/resources/find-resources.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { readFields } from '../../../domain/configuration/field-names.ts';
import { protectedResourceFields } from '../../../domain/tokens/field-names.ts';
import { changeOf } from '../../configuration/fields.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { pageOf, readCursor, writeCursor } from '../cursor.ts';
import { presentResource, presentResourceMetadata } from './presenter.ts';
import {
  changeResourceBody,
  newResourceBody,
  resourceList,
  resourceListQuery,
  resourceMetadata,
  resourceParams,
  resourceSchema,
} from './schema.ts';

const path = '/protected-resources';
const one = { path: `${path}/:resource_id`, params: resourceParams } as const;

/** What a resource is that its author said nothing more of. */
const defaults: Omit<ProtectedResourceValues, 'identifier' | 'name'> = {
  scopes: [],
  tokenFormat: 'opaque',
  signingAlg: 'ES256',
  binding: 'none',
  introspectionClients: [],
  authorizationDetailsTypes: [],
  tokenLifetime: null,
  requiredLevel: null,
  maxAge: null,
};

/** The settings of a new protected resource: those that were sent, and defaults for the others. */
function readNewResource(body: z.output<typeof newResourceBody>): ProtectedResourceValues {
  return { ...defaults, ...readFields(protectedResourceFields, body) } as ProtectedResourceValues;
}

/** APIs that access tokens are for (contract/authentication.md section 4). */
export function resourceReadRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Protected resources by identifier',
      query: resourceListQuery,
      responses: { 200: resourceList },
      handler: async ({ query: { limit, cursor } }) => {
        const after = cursor === undefined ? undefined : readCursor(cursor);
        const found = await findResources(deps, { limit: limit + 1, after });
        const { page, next } = pageOf(found, limit, (last) => writeCursor(last.identifier));
        return { status: 200, body: { items: page.map(presentResource), next_cursor: next } };
      },
    }),
    defineRoute({
      ...one,
      method: 'get',
      summary: 'One protected resource',
      responses: { 200: resourceSchema },
      handler: async ({ params }) => present(deps, params.resource_id, 200),
    }),
    defineRoute({
      ...one,
      method: 'get',
      path: `${one.path}/metadata`,
      summary: 'What a resource server publishes of itself (RFC 9728)',
      responses: { 200: resourceMetadata },
      handler: async ({ params }) => {
        const resource = await findResource(deps, params.resource_id);
        return { status: 200, body: presentResourceMetadata(resource, `${deps.environment.publicUrl}/oauth`) };
      },
    }),
  ];
}

export function resourceChangeRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path,
      summary: 'Add a protected resource',
      body: newResourceBody,
      responses: { 201: resourceSchema },
      handler: async ({ body, context }) => {
        const values = readNewResource(body);
        const id = await createResource(deps, { values, origin: requestOriginOf(context) });
        return present(deps, id, 201);
      },
    }),
    defineRoute({
      ...one,
      method: 'patch',
      summary: 'Change the settings of a protected resource that are sent',
      headers: [ifMatchHeader],
      body: changeResourceBody,
      responses: { 200: resourceSchema },
      handler: async ({ params, body, context }) => {
        await changeResource(deps, {
          id: params.resource_id,
          values: readFields(protectedResourceFields, body) as Partial<ProtectedResourceValues>,
          ...changeOf(context),
        });
        return present(deps, params.resource_id, 200);
      },
    }),
    defineRoute({
      ...one,
      method: 'delete',
      summary: 'Delete a protected resource that no client names',
      headers: [ifMatchHeader],
      responses: { 204: null },
      handler: async ({ params, context }) => {
        await deleteResource(deps, { id: params.resource_id, ...changeOf(context) });
        return { status: 204 };
      },
    }),
  ];
}

async function present(deps: AdminDeps, id: string, status: 200 | 201) {
  const resource = await findResource(deps, id);
  const headers = {
    ETag: tagOf(deps.keyring, resource),
    ...(status === 201 ? { Location: `/admin/v1${path}/${id}` } : {}),
  };
  return { status, body: presentResource(resource), headers };
}
