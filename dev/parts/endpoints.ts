import { join } from 'node:path';
import { writePrivateFile, type DemonstrationClients } from '../secrets.ts';
import { demoOperators, type DemonstrationOperators } from './demonstration.ts';
import type { Infrastructure } from './infrastructure.ts';
import type { Pages } from './pages.ts';

/** The content of `<data>/endpoints.json`: every address and generated credential of a running stack. */
export interface Endpoints {
  api: string;
  app_api: string;
  admin_api: string;
  demo_site: string | null;
  demo_phone: string | null;
  demo_club: string | null;
  temporal_ui: string;
  temporal_address: string;
  temporal_namespace: string;
  /** The database, with the role of API and worker. */
  postgres_url: string;
  /** The same with the role that owns the tables. */
  postgres_owner_url: string;
  sandbox: string;
  clients: DemonstrationClients;
  /** The people who administer it. */
  operators: DemonstrationOperators;
}

/** Collects the endpoints; those of the pages are null without pages. */
export function listEndpoints(
  infrastructure: Infrastructure,
  api: string,
  pages: Pick<Pages, 'siteUrl' | 'phoneUrl' | 'clubUrl'> | undefined,
): Endpoints {
  return {
    api,
    app_api: `${api}/app/v1`,
    admin_api: `${api}/admin/v1`,
    demo_site: pages?.siteUrl ?? null,
    demo_phone: pages?.phoneUrl ?? null,
    demo_club: pages?.clubUrl ?? null,
    temporal_ui: infrastructure.temporalUiUrl,
    temporal_address: infrastructure.temporalAddress,
    temporal_namespace: infrastructure.temporalNamespace,
    postgres_url: infrastructure.postgresUrls.running,
    postgres_owner_url: infrastructure.postgresUrls.owner,
    sandbox: infrastructure.sandbox.controlUrl,
    clients: infrastructure.secrets.clients,
    operators: demoOperators,
  };
}

/** The path of the file. */
export function endpointsPath(dataFolder: string): string {
  return join(dataFolder, 'endpoints.json');
}

/** Writes the file, readable by its owner only. */
export function writeEndpoints(dataFolder: string, endpoints: Endpoints): void {
  writePrivateFile(endpointsPath(dataFolder), `${JSON.stringify(endpoints, null, 2)}\n`);
}
