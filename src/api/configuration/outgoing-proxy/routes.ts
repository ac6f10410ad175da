import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { changeOutgoingProxy } from '../../../commands/configuration/outgoing-proxy/change-outgoing-proxy.ts';
import { deleteOutgoingProxy } from '../../../commands/configuration/outgoing-proxy/delete-outgoing-proxy.ts';
import { proxyId } from '../../../commands/configuration/outgoing-proxy/outgoing-proxy-values.ts';
import { outgoingProxyFields, readFields } from '../../../domain/configuration/field-names.ts';
import { OutgoingProxy } from '../../../entities/configuration/outgoing-proxy.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ifMatchHeader } from '../../request-headers.ts';
import { requestOriginOf } from '../../request-origin.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { ifMatchOf } from '../fields.ts';
import { withoutRead } from '../read-only.ts';
import { presentOutgoingProxy } from './presenter.ts';
import { changeProxyBody, proxyAnswer, replaceProxyBody } from './schema.ts';

const path = '/outgoing-proxy{/}';

/** Through which proxy providers are reached (contract/mobile-authentication.md section 10). Without a configured one, the environment's. */
export function outgoingProxyRoutes(deps: ApiDeps): Route[] {
  return [...readingRoutes(deps), ...changingRoutes(deps)];
}

const find = ({ em }: Pick<ApiDeps, 'em'>) => em().findOne(OutgoingProxy, { id: proxyId });

function readingRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'The outgoing proxy in force, without its password',
      responses: { 200: proxyAnswer },
      handler: async () => {
        const row = await find(deps);
        return { status: 200, body: presentOutgoingProxy(row, deps.environment), headers: { ETag: tagOf(deps.keyring, row ?? {}) } };
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
      summary: 'Configure the outgoing proxy anew; what is not sent is nothing, the password too',
      body: replaceProxyBody,
      responses: { 204: null },
      handler: async ({ body, context }) => {
        await changeOutgoingProxy(deps, { values: readFields(outgoingProxyFields, body), replace: true, origin: requestOriginOf(context), ifMatch: ifMatchOf(context) });
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
        const changes = withoutRead(body, presentOutgoingProxy(await find(deps), deps.environment), ['source', 'password_set']);
        await changeOutgoingProxy(deps, { values: readFields(outgoingProxyFields, changes), replace: false, origin: requestOriginOf(context), ifMatch: ifMatchOf(context) });
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'delete',
      path,
      headers: [ifMatchHeader],
      summary: 'Forget the configured outgoing proxy: the environment says again',
      responses: { 204: null },
      handler: async ({ context }) => {
        await deleteOutgoingProxy(deps, { origin: requestOriginOf(context), ifMatch: ifMatchOf(context) });
        return { status: 204 };
      },
    }),
  ];
}
