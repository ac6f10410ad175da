import { importRegistry, readRegistryTag } from '../../../commands/tokens/registry/import-registry.ts';
import { loadOauthRegistry } from '../../../commands/tokens/registry/oauth-registry.ts';
import { isAllowed } from '../../../domain/persons/roles/access.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { changeOf } from '../../configuration/fields.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { presentClient } from '../clients/presenter.ts';
import { checkServerAddresses, readNewClient } from '../clients/read-new-client.ts';
import { findIdentityProviders } from '../../../commands/configuration/resources/identity-providers.ts';
import { presentProvider } from '../identity-providers/presenter.ts';
import { checkAddresses, importedValuesOf } from '../identity-providers/routes.ts';
import { operatorOf } from '../operator-access.ts';
import { presentResource } from '../protected-resources/presenter.ts';
import { readNewResource } from '../protected-resources/routes.ts';
import { exportedRegistry, importedRegistry, importQuery, importResult } from './schema.ts';

const path = '/oauth-configuration';

/** Clients and protected resources as one file, so that an installation can be set up like another one. */
export function oauthExportRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'OAuth clients and protected resources as one file',
      responses: { 200: exportedRegistry },
      handler: async ({ context }) => {
        const { clients, resources } = await loadOauthRegistry(deps);
        const sorted = <Row>(rows: ReadonlyMap<string, Row>) =>
          [...rows].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
        return {
          status: 200,
          headers: { ETag: await readRegistryTag(deps) },
          body: {
            clients: sorted(clients).map(presentClient),
            protected_resources: sorted(resources).map(presentResource),
            ...(isAllowed(operatorOf(context).roles, 'integrations.read') && (await exportProviders(deps))),
          },
        };
      },
    }),
  ];
}

export function oauthImportRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'put',
      path,
      summary: 'Make OAuth clients and protected resources what a file says',
      headers: [ifMatchHeader],
      query: importQuery,
      body: importedRegistry,
      responses: { 200: importResult },
      handler: async ({ query, body, context }) => {
        for (const client of body.clients) checkServerAddresses(deps, client);
        if (body.identity_providers && !isAllowed(operatorOf(context).roles, 'integrations.manage'))
          throw new CountersignError('role_not_allowed', { extra: { access: 'integrations.manage' } });
        for (const provider of body.identity_providers ?? []) checkAddresses(deps, provider);
        const isDryRun = query.dry_run === 'true';
        const { origin, ifMatch } = changeOf(context);
        // A whole registry is not deleted by one who has not seen it.
        if (query.remove_others === 'true' && (ifMatch === undefined || ifMatch === '*'))
          throw new CountersignError('invalid_request', { extra: { parameter: 'If-Match' } });
        const document = {
          clients: body.clients.map((client) => ({ ...readNewClient(client), id: client.client_id })),
          resources: body.protected_resources.map(readNewResource),
          identityProviders: body.identity_providers?.map((provider) => ({
            ...importedValuesOf(provider),
            id: provider.id,
          })),
        };
        const changes = await importRegistry(deps, {
          document,
          removesOthers: query.remove_others === 'true',
          isDryRun,
          ifMatch,
          origin,
        });
        if (!isDryRun) deps.configuration.forget();
        return { status: 200, body: { dry_run: isDryRun, changes } };
      },
    }),
  ];
}

async function exportProviders(deps: AdminDeps) {
  const rows = (await findIdentityProviders(deps)).toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return { identity_providers: rows.map((row) => presentProvider(row, deps.environment.publicUrl)) };
}
