import { findVersion } from '../../../commands/configuration/application-versions/version-values.ts';
import { readServerPublicKey } from '../../../security/pgp/pgp.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { defineRoute } from '../../route.ts';
import type { Route } from '../../route.ts';
import { makeExportArchive } from './export-archive.ts';
import { versionParams } from './schema.ts';
import { versionKeyOf } from './version-key.ts';

/** The zip that app builders feed to their configurator. */
export function exportRoute(deps: ApiDeps, path: string): Route {
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
      const archive = makeExportArchive({ publicUrl: deps.environment.publicUrl, application, version, serverPublicKey });
      const name = `${application.identifier}-${version.platform}-${version.versionName}`.replaceAll(/[^\w.-]/g, '_');
      context.status = 200;
      context.body = Buffer.from(archive);
      context.set({ 'Content-Type': 'application/zip;charset=UTF-8', 'Content-Disposition': `attachment; filename="${name}.zip"` });
      return undefined;
    },
  });
}
