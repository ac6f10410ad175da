import {
  changeOutgoingProxy,
  deleteOutgoingProxy,
  proxyId,
} from '../../../commands/configuration/resources/outgoing-proxy.ts';
import { outgoingProxyFields, readFields } from '../../../domain/configuration/field-names.ts';
import { OutgoingProxy } from '../../../entities/configuration/outgoing-proxy.ts';
import type { ApiDeps } from '../../api-deps.ts';
import type { Route } from '../../http/route.ts';
import { withoutRead } from '../read-only.ts';
import { singleRoutes } from '../single-routes.ts';
import { changeProxyBody, presentOutgoingProxy, proxyAnswer, replaceProxyBody } from './schema.ts';

/** The HTTP proxy to providers (contract/mobile-authentication.md section 10). Without a configured one the environment's applies. */
export function outgoingProxyRoutes(deps: ApiDeps): Route[] {
  const find = () => deps.em().findOne(OutgoingProxy, { id: proxyId });
  const present = (row: OutgoingProxy | null) => presentOutgoingProxy(row, deps.environment);
  return singleRoutes(deps, {
    path: '/outgoing-proxy{/}',
    summaries: {
      get: 'The outgoing proxy in use, without its password',
      put: 'Replace the configuration of the outgoing proxy; a field that is not sent is removed, the password too',
      patch: 'Change the fields that are sent; another host or port needs the password again',
      delete: 'Delete the configured outgoing proxy; the one of the environment applies again',
    },
    answer: proxyAnswer,
    find,
    present,
    whole: replaceProxyBody,
    replace: (body, change) =>
      changeOutgoingProxy(deps, { values: readFields(outgoingProxyFields, body), replace: true, ...change }),
    changes: changeProxyBody,
    change: async (body, change) => {
      const changes = withoutRead(body, present(await find()), ['source', 'password_set']);
      await changeOutgoingProxy(deps, { values: readFields(outgoingProxyFields, changes), replace: false, ...change });
    },
    remove: (change) => deleteOutgoingProxy(deps, change),
  });
}
