import {
  changeType,
  createType,
  deleteType,
} from '../../../commands/configuration/resources/mobile-authentication-types.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { mobileAuthenticationTypeFields, readFields } from '../../../domain/configuration/field-names.ts';
import { MobileAuthenticationType } from '../../../entities/configuration/mobile-authentication-type.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { configurationBase, changeOf, pageOf, pageQuery, resultOf } from '../fields.ts';
import { refuseReadOnly } from '../read-only.ts';
import { messageRoutes } from './message-routes.ts';
import { changeTypeBody, createTypeBody, presentType, typeAnswer, typeParams } from './schema.ts';

const path = '/mobile-authentication-types';

/** Mobile authentication types (contract/mobile-authentication.md section 10). */
export function typeRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: `${path}{/}`,
      summary: 'Mobile authentication types, 100 a page',
      query: pageQuery,
      responses: { 200: resultOf(typeAnswer) },
      handler: async ({ query }) => {
        const rows = await deps
          .em()
          .find(MobileAuthenticationType, {}, { orderBy: { name: 'asc' }, ...pageOf(query.page) });
        return { status: 200, body: { result: rows.map(presentType) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${path}{/}`,
      summary: 'Add a mobile authentication type',
      body: createTypeBody,
      responses: { 201: null },
      handler: async ({ body, context }) => {
        const { name, method, request_expires_in: requestExpiresIn } = body;
        await createType(deps, {
          name,
          method,
          requestExpiresIn,
          values: readFields(mobileAuthenticationTypeFields, body),
          origin: requestOriginOf(context),
        });
        return {
          status: 201,
          headers: { Location: `${deps.environment.publicUrl}${configurationBase}${path}/${encodeURIComponent(name)}` },
        };
      },
    }),
    ...messageRoutes(deps, `${path}/:name/messages{/}`),
    ...oneType(deps),
  ];
}

function oneType(deps: ApiDeps): Route[] {
  const one = { path: `${path}/:name{/}`, params: typeParams };
  return [
    defineRoute({
      ...one,
      method: 'get',
      summary: 'One mobile authentication type',
      responses: { 200: typeAnswer },
      handler: async ({ params }) => {
        const type = await deps.em().findOne(MobileAuthenticationType, { name: params.name });
        if (!type) throw new CountersignError('not_found');
        return { status: 200, body: presentType(type), headers: { ETag: tagOf(deps.keyring, type) } };
      },
    }),
    defineRoute({
      ...one,
      method: 'patch',
      summary: 'Change the fields that are sent; open transactions keep what they started with',
      headers: [ifMatchHeader],
      body: changeTypeBody,
      responses: { 204: null },
      handler: async ({ params: { name }, body, context }) => {
        refuseReadOnly(body, { name });
        await changeType(deps, {
          name,
          values: readFields(mobileAuthenticationTypeFields, body),
          ...changeOf(context),
        });
        return { status: 204 };
      },
    }),
    defineRoute({
      ...one,
      method: 'delete',
      summary: 'Delete a mobile authentication type that no other falls back to',
      headers: [ifMatchHeader],
      responses: { 204: null },
      handler: async ({ params: { name }, context }) => {
        await deleteType(deps, { name, ...changeOf(context) });
        return { status: 204 };
      },
    }),
  ];
}
