import { IsolationLevel } from '@mikro-orm/core';
import type { Context } from 'koa';
import { loadConfiguration } from '../../../commands/configuration/load-configuration.ts';
import { besideTransaction, joiningTransaction } from '../../../database/joined-transaction.ts';
import { isAllowed } from '../../../domain/persons/roles/access.ts';
import type { Access } from '../../../domain/persons/roles/access.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { apiClientRoutes } from '../../configuration/api-clients/routes.ts';
import { configurationRoutes } from '../../configuration/configuration-routes.ts';
import { changeOf } from '../../configuration/fields.ts';
import { smsGatewayRoutes } from '../../configuration/sms-gateway/routes.ts';
import { smtpServerRoutes } from '../../configuration/smtp-server/routes.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { policyChangeRoutes, policyReadRoutes } from '../authentication-policies/routes.ts';
import { claimChangeRoutes, claimReadRoutes } from '../claims/routes.ts';
import { clientChangeRoutes, clientReadRoutes } from '../clients/routes.ts';
import { providerChangeRoutes, providerReadRoutes } from '../identity-providers/routes.ts';
import { operatorOf } from '../operator-access.ts';
import { resourceChangeRoutes, resourceReadRoutes } from '../protected-resources/routes.ts';
import type { Entry } from './entry.ts';
import { importConfiguration } from './import-configuration.ts';
import { fileOf, readSections, readWholeTag } from './read-configuration.ts';
import { createRouteCaller } from './route-caller.ts';
import { exportedFile, importedFile, importQuery, importResult } from './schema.ts';
import { allSections } from './sections/all-sections.ts';
import type { Section } from './sections/section.ts';

/** The whole configuration as one file, so that an installation can be set up like another one. A surface of its own: files are long. */
export function configurationFileRoutes(deps: AdminDeps): Route[] {
  const sections = allSections(deps);
  const callIn = createRouteCaller(routesOf(deps));
  return [exportRoute(deps, sections, callIn), importRoute(deps, sections, callIn)];
}

type CallIn = ReturnType<typeof createRouteCaller>;

function exportRoute(deps: AdminDeps, sections: readonly Section[], callIn: CallIn): Route {
  return defineRoute({
    method: 'get',
    path: '{/}',
    summary: 'The whole configuration as one file, without secrets',
    responses: { 200: exportedFile(sections) },
    handler: async ({ context }) => {
      const { roles } = operatorOf(context);
      const readable = sections.filter(({ reads }) => isAllowed(roles, reads));
      if (readable.length === 0) await allow(deps, context, 'settings.read');
      const read = async () => ({
        status: 200,
        body: fileOf(await readSections(readable, callIn(context))),
        headers: { ETag: await readWholeTag(deps) },
      });
      return deps.em().transactional((em) => joiningTransaction(em, read), {
        isolationLevel: IsolationLevel.REPEATABLE_READ,
        readOnly: true,
      });
    },
  });
}

function importRoute(deps: AdminDeps, sections: readonly Section[], callIn: CallIn): Route {
  return defineRoute({
    method: 'put',
    path: '{/}',
    summary: 'Make the configuration what a file says, all of it or nothing',
    before: deps.access.requireRecentSignIn,
    headers: [ifMatchHeader],
    query: importQuery,
    body: importedFile(sections),
    responses: { 200: importResult },
    handler: async ({ query, body, context }) => {
      const file = body as Entry;
      const { ifMatch } = changeOf(context);
      const isDryRun = query.dry_run === 'true';
      const removesOthers = query.remove_others === 'true';
      // A whole configuration is not deleted by one who has not seen it.
      if (removesOthers && (ifMatch === undefined || ifMatch === '*'))
        throw new CountersignError('invalid_request', { extra: { parameter: 'If-Match' } });
      const given = sections.filter(({ name }) => file[name] !== undefined);
      if (given.length === 0) await allow(deps, context, 'settings.read');
      for (const access of new Set(given.map(({ reads }) => reads))) await allow(deps, context, access);
      const entries = new Map(given.map(({ name }) => [name, asList(file[name])]));
      const { changes, tag } = await importConfiguration(deps, callIn(context), {
        ...{ sections: given, entries, removesOthers, ifMatch, isDryRun },
        allow: (access) => besideTransaction(() => allow(deps, context, access)),
      });
      return { status: 200, body: { dry_run: isDryRun, changes }, headers: { ETag: tag } };
    },
  });
}

/** A section with one resource holds it, or null. */
function asList(value: unknown): readonly Entry[] {
  if (Array.isArray(value)) return value as Entry[];
  return value === null ? [] : [value as Entry];
}

/** @throws CountersignError `role_not_allowed`, `insufficient_scope` */
async function allow(deps: AdminDeps, context: Context, access: Access): Promise<void> {
  await deps.access.allow(access)(context, async () => {});
}

/** The routes of every section. */
function routesOf(shared: AdminDeps): Route[] {
  // What an import has written counts for what it writes after it.
  const configuration = { current: () => loadConfiguration(shared), forget: () => {} };
  const deps: AdminDeps = { ...shared, configuration };
  const below = (base: string, routes: Route[]) => routes.map((route) => ({ ...route, path: `${base}${route.path}` }));
  return [
    ...configurationRoutes(deps),
    ...below('/api-clients', apiClientRoutes(deps)),
    ...below('/sms-gateway', smsGatewayRoutes(deps)),
    ...below('/smtp-server', smtpServerRoutes(deps)),
    ...claimReadRoutes(deps),
    ...claimChangeRoutes(deps),
    ...providerReadRoutes(deps),
    ...providerChangeRoutes(deps),
    ...resourceReadRoutes(deps),
    ...resourceChangeRoutes(deps),
    ...clientReadRoutes(deps),
    ...clientChangeRoutes(deps),
    ...policyReadRoutes(deps),
    ...policyChangeRoutes(deps),
  ];
}
