import { changeSettings, readSettings } from '../../../commands/configuration/resources/general-settings.ts';
import {
  settingChangesSchema,
  settingGroups,
  settingValuesSchema,
} from '../../../domain/configuration/setting-values.ts';
import type { SettingGroup } from '../../../domain/configuration/setting-values.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { redirectPreviewRoute } from './redirect-preview-route.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';

/** `/features` and `/general-settings` (docs/settings.md lists them), and what tries a setting. */
export function settingRoutes(deps: ApiDeps): Route[] {
  return [
    ...(Object.keys(settingGroups) as SettingGroup[]).flatMap((group) => routesOf(deps, group)),
    redirectPreviewRoute(deps),
  ];
}

function routesOf(deps: ApiDeps, group: SettingGroup): Route[] {
  const path = `/${group}{/}`;
  return [
    defineRoute({
      method: 'get',
      path,
      summary: `All of ${group}, defaults included`,
      responses: { 200: settingValuesSchema(group) },
      handler: async () => ({ status: 200, body: await readSettings(deps, group) }),
    }),
    defineRoute({
      method: 'patch',
      path,
      summary: 'Change what is sent; null = the default again',
      body: settingChangesSchema(group),
      responses: { 204: null },
      handler: async ({ body, context }) => {
        await changeSettings(deps, { group, changes: body, origin: requestOriginOf(context) });
        return { status: 204 };
      },
    }),
  ];
}
