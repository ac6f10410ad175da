import { tagOf } from '../../../commands/configuration/row-tag.ts';
import {
  changeOutgoingProxy,
  deleteOutgoingProxy,
  proxyId,
} from '../../../commands/configuration/resources/outgoing-proxy.ts';
import { outgoingProxyFields, readFields } from '../../../domain/configuration/field-names.ts';
import { OutgoingProxy } from '../../../entities/configuration/outgoing-proxy.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { changeOf } from '../fields.ts';
import { withoutRead } from '../read-only.ts';
import { changeProxyBody, presentOutgoingProxy, proxyAnswer, replaceProxyBody } from './schema.ts';

const path = '/outgoing-proxy{/}';

/** The HTTP proxy to providers (contract/mobile-authentication.md section 10). Without a configured one the environment's applies. */
export function outgoingProxyRoutes(deps: ApiDeps): Route[] {
  return [...readingRoutes(deps), ...changingRoutes(deps)];
}

const find = ({ em }: Pick<ApiDeps, 'em'>) => em().findOne(OutgoingProxy, { id: proxyId });

function readingRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'The outgoing proxy in use, without its password',
      responses: { 200: proxyAnswer },
      handler: async () => {
        const row = await find(deps);
        return {
          status: 200,
          body: presentOutgoingProxy(row, deps.environment),
          headers: { ETag: tagOf(deps.keyring, row ?? {}) },
        };
      },
    }),
  ];
}

function changingRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'put',
      path,
      headers: [ifMatchHeader],
      summary: 'Replace the configuration of the outgoing proxy; a field that is not sent is removed, the password too',
      body: replaceProxyBody,
      responses: { 204: null },
      handler: async ({ body, context }) => {
        await changeOutgoingProxy(deps, {
          values: readFields(outgoingProxyFields, body),
          replace: true,
          ...changeOf(context),
        });
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'patch',
      path,
      headers: [ifMatchHeader],
      summary: 'Change the fields that are sent; another host or port needs the password again',
      body: changeProxyBody,
      responses: { 204: null },
      handler: async ({ body, context }) => {
        const read = presentOutgoingProxy(await find(deps), deps.environment);
        const changes = withoutRead(body, read, ['source', 'password_set']);
        await changeOutgoingProxy(deps, {
          values: readFields(outgoingProxyFields, changes),
          replace: false,
          ...changeOf(context),
        });
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'delete',
      path,
      headers: [ifMatchHeader],
      summary: 'Delete the configured outgoing proxy; the one of the environment applies again',
      responses: { 204: null },
      handler: async ({ context }) => {
        await deleteOutgoingProxy(deps, changeOf(context));
        return { status: 204 };
      },
    }),
  ];
}
