import { listKeyUses } from '../../../commands/configuration/encryption/key-use.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { productVersion } from './product-version.ts';
import { presentKey, presentSchedule, systemAnswer } from './schema.ts';

const startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString();

/** What the installation is made of, and how its parts fare. */
export function systemRoutes(deps: AdminDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/system',
      summary: 'Versions, parts, keys and recurring work',
      responses: { 200: systemAnswer },
      handler: async () => {
        const [postgresql, schedules, keys] = await Promise.all([
          orNull(readDatabaseVersion(deps)),
          orNull(deps.engine.schedules()),
          listKeyUses(deps),
        ]);
        const { mode, publicUrl } = deps.environment;
        const body = {
          ...{
            version: productVersion,
            mode,
            public_url: publicUrl,
            node_version: process.versions.node,
            started_at: startedAt,
          },
          postgresql_version: postgresql,
          parts: {
            postgresql: stateOf(postgresql !== null),
            temporal: stateOf(schedules !== null),
            clock: stateOf(deps.clockWatch.isWithinLimit()),
          },
          clock_skew_seconds: deps.clockWatch.skewSeconds() ?? null,
          keys: keys.map(presentKey),
          schedules: schedules?.map(presentSchedule) ?? null,
        };
        return { status: 200, body };
      },
    }),
  ];
}

const stateOf = (isUp: boolean) => (isUp ? ('up' as const) : ('down' as const));

/** A part that is away is what the answer says of it. */
function orNull<Found>(work: Promise<Found>): Promise<Found | null> {
  return work.catch(() => null);
}

async function readDatabaseVersion({ em }: Pick<AdminDeps, 'em'>): Promise<string> {
  const [row] = await em().execute<{ version: string }[]>("select current_setting('server_version') as version");
  return row?.version ?? '';
}
