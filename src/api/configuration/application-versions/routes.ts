import type { ApiDeps } from '../../api-deps.ts';
import { makeExportArchive } from './export-archive.ts';
import {
  changeVersionBody,
  cloneVersionBody,
  createVersionBody,
  presentVersion,
  versionAnswer,
  versionParams,
  versionsParams,
} from './schema.ts';
import type { VersionKey, VersionPlatform } from '../../../commands/configuration/resources/application-versions.ts';
import { configurationBase, changeOf, pageOf, pageQuery, resultOf } from '../fields.ts';
import { refuseReadOnly } from '../read-only.ts';
import { ifMatchHeader } from '../../http/request-headers.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import {
  changeVersion,
  cloneVersion,
  createVersion,
  deleteVersion,
  findApplicationOf,
  findVersion,
  versionPlatforms,
} from '../../../commands/configuration/resources/application-versions.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { applicationVersionFields, readFields } from '../../../domain/configuration/field-names.ts';
import { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import { readServerPublicKey } from '../../../security/pgp/pgp.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';

const all = '/applications/:identifier/platforms/:platform/versions';

/** Versions of an application on a platform (contract/end-user.md section 6). */
export function versionRoutes(deps: ApiDeps): Route[] {
  return [
    ...listRoutes(deps),
    cloneRoute(deps, `${all}/:name/clone{/}`),
    exportRoute(deps, `${all}/:name/export{/}`),
    ...oneVersion(deps),
  ];
}

const urlOf = (deps: ApiDeps, key: VersionKey) => deps.environment.publicUrl + configurationBase + locationOf(key);

function listRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: `${all}{/}`,
      summary: 'Versions of an application on a platform, 100 a page',
      params: versionsParams,
      query: pageQuery,
      responses: { 200: resultOf(versionAnswer) },
      handler: async ({ params, query }) => {
        const platform = platformOf(params.platform);
        const { id: application } = await findApplicationOf(deps.em(), params.identifier);
        const rows = await deps
          .em()
          .find(ApplicationVersion, { application, platform }, { orderBy: { id: 'asc' }, ...pageOf(query.page) });
        return { status: 200, body: { result: rows.map((row) => presentVersion(row, params.identifier)) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${all}{/}`,
      summary: 'Add a version',
      params: versionsParams,
      body: createVersionBody,
      responses: { 201: null },
      handler: async ({ params, body, context }) => {
        const key = versionKeyOf({ ...params, name: body.version_name });
        refuseReadOnly(body, { platform: key.platform, mobile_app_id: key.application });
        await createVersion(deps, {
          ...key,
          values: readFields(applicationVersionFields, body),
          origin: requestOriginOf(context),
        });
        return { status: 201, headers: { Location: urlOf(deps, key) } };
      },
    }),
  ];
}

function cloneRoute(deps: ApiDeps, path: string): Route {
  return defineRoute({
    method: 'post',
    path,
    summary: 'Copy a version under another name',
    params: versionParams,
    body: cloneVersionBody,
    responses: { 201: null },
    handler: async ({ params, body, context }) => {
      const source = versionKeyOf(params);
      const { version_name: versionName } = body;
      await cloneVersion(deps, {
        source,
        versionName,
        values: readFields(applicationVersionFields, body),
        origin: requestOriginOf(context),
      });
      return { status: 201, headers: { Location: urlOf(deps, { ...source, versionName }) } };
    },
  });
}

function oneVersion(deps: ApiDeps): Route[] {
  const one = { path: `${all}/:name{/}`, params: versionParams };
  return [
    defineRoute({
      ...one,
      method: 'get',
      summary: 'One version',
      responses: { 200: versionAnswer },
      handler: async ({ params }) => {
        const { version } = await findVersion(deps.em(), versionKeyOf(params), { lock: false });
        return {
          status: 200,
          body: presentVersion(version, params.identifier),
          headers: { ETag: tagOf(deps.keyring, version) },
        };
      },
    }),
    defineRoute({
      ...one,
      method: 'patch',
      summary: 'Change the fields that are sent',
      headers: [ifMatchHeader],
      body: changeVersionBody,
      responses: { 204: null },
      handler: async ({ params, body, context }) => {
        const key = versionKeyOf(params);
        refuseReadOnly(body, { platform: key.platform, mobile_app_id: key.application });
        await changeVersion(deps, { key, values: readFields(applicationVersionFields, body), ...changeOf(context) });
        return { status: 204 };
      },
    }),
    defineRoute({
      ...one,
      method: 'delete',
      summary: 'Delete a version that no device runs',
      headers: [ifMatchHeader],
      params: versionParams,
      responses: { 204: null },
      handler: async ({ params, context }) => {
        await deleteVersion(deps, { key: versionKeyOf(params), ...changeOf(context) });
        return { status: 204 };
      },
    }),
  ];
}

/** The zip for the configurator of app builders. */
function exportRoute(deps: ApiDeps, path: string): Route {
  return defineRoute({
    method: 'get',
    path,
    summary: 'What app builders need of a version, as a zip',
    params: versionParams,
    responses: {},
    otherFormats: ['application/zip'],
    handler: async ({ params, context }) => {
      const { application, version } = await findVersion(deps.em(), versionKeyOf(params), { lock: false });
      const serverPublicKey = await readServerPublicKey(application.serverPublicKey);
      const archive = makeExportArchive({
        publicUrl: deps.environment.publicUrl,
        application,
        version,
        serverPublicKey,
      });
      const name = `${application.identifier}-${version.platform}-${version.versionName}`.replaceAll(/[^\w.-]/g, '_');
      context.status = 200;
      context.body = Buffer.from(archive);
      context.set({
        'Content-Type': 'application/zip;charset=UTF-8',
        'Content-Disposition': `attachment; filename="${name}.zip"`,
      });
      return undefined;
    },
  });
}

interface Params {
  identifier: string;
  platform: string;
  name: string;
}

/** Key of the version in a path. @throws CountersignError `not_found` */
function versionKeyOf({ identifier, platform, name }: Params): VersionKey {
  return { application: identifier, platform: platformOf(platform), versionName: name };
}

/** @throws CountersignError `not_found`: there are two platforms. */
function platformOf(text: string): VersionPlatform {
  const platform = versionPlatforms.find((known) => known === text);
  if (!platform) throw new CountersignError('not_found');
  return platform;
}

/** The path of a version, which ends with a slash (contract/end-user.md section 6). */
function locationOf({ application, platform, versionName }: VersionKey): string {
  return `/applications/${application}/platforms/${platform}/versions/${encodeURIComponent(versionName)}/`;
}
