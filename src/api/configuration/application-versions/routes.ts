import { changeVersion } from '../../../commands/configuration/application-versions/change-version.ts';
import { cloneVersion, createVersion } from '../../../commands/configuration/application-versions/create-version.ts';
import { deleteVersion } from '../../../commands/configuration/application-versions/delete-version.ts';
import { findApplicationOf, findVersion } from '../../../commands/configuration/application-versions/version-values.ts';
import { tagOf } from '../../../commands/configuration/row-tag.ts';
import { applicationVersionFields, readFields } from '../../../domain/configuration/field-names.ts';
import { ApplicationVersion } from '../../../entities/configuration/application-version.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ifMatchHeader } from '../../request-headers.ts';
import { requestOriginOf } from '../../request-origin.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { configurationBase, ifMatchOf, pageOf, pageQuery, resultOf } from '../fields.ts';
import { refuseReadOnly } from '../read-only.ts';
import { exportRoute } from './export-route.ts';
import { presentVersion } from './presenter.ts';
import { changeVersionBody, cloneVersionBody, createVersionBody, versionAnswer, versionParams, versionsParams } from './schema.ts';
import { locationOf, platformOf, versionKeyOf } from './version-key.ts';

const all = '/applications/:identifier/platforms/:platform/versions';

/** Versions of an application on a platform (contract/end-user.md section 6). */
export function versionRoutes(deps: ApiDeps): Route[] {
  const publicBase = `${deps.environment.publicUrl}${configurationBase}`;
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
        const rows = await deps.em().find(ApplicationVersion, { application, platform }, { orderBy: { id: 'asc' }, ...pageOf(query.page) });
        return { status: 200, body: { result: rows.map(presentVersion) } };
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
        refuseReadOnly(body, { platform: key.platform });
        await createVersion(deps, { ...key, values: readFields(applicationVersionFields, body), origin: requestOriginOf(context) });
        return { status: 201, headers: { Location: publicBase + locationOf(key) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${all}/:name/clone{/}`,
      summary: 'Add a version that is as this one but for its name',
      params: versionParams,
      body: cloneVersionBody,
      responses: { 201: null },
      handler: async ({ params, body, context }) => {
        const source = versionKeyOf(params);
        const { version_name: versionName } = body;
        await cloneVersion(deps, { source, versionName, values: readFields(applicationVersionFields, body), origin: requestOriginOf(context) });
        return { status: 201, headers: { Location: publicBase + locationOf({ ...source, versionName }) } };
      },
    }),
    exportRoute(deps, `${all}/:name/export{/}`),
    ...oneVersion(deps),
  ];
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
        return { status: 200, body: presentVersion(version), headers: { ETag: tagOf(deps.keyring, version) } };
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
        refuseReadOnly(body, { platform: key.platform });
        if (body.mobile_app_id !== undefined) refuseReadOnly(body, { mobile_app_id: (await findVersion(deps.em(), key, { lock: false })).version.id });
        await changeVersion(deps, { key, values: readFields(applicationVersionFields, body), origin: requestOriginOf(context), ifMatch: ifMatchOf(context) });
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
        await deleteVersion(deps, { key: versionKeyOf(params), origin: requestOriginOf(context), ifMatch: ifMatchOf(context) });
        return { status: 204 };
      },
    }),
  ];
}
