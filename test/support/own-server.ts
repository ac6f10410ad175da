import type { Endpoints } from '../../dev/parts/endpoints.ts';
import type { Instance } from '../../dev/parts/instance.ts';
import { notify } from '../../src/commands/notify.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import type { GeneralSettings } from '../../src/domain/configuration/general-settings.ts';
import { Setting } from '../../src/entities/configuration/setting.ts';
import { createDeps } from '../../src/runtime/deps.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { createIsolatedInstance, useStack } from './stack.ts';

/** A server whose configuration a test may change: nobody else uses it. */
export interface OwnServer {
  endpoints: Endpoints;
  instance: Instance;
  /** The parts of a process of this instance, for what is to be done without its API. */
  deps: Deps;
  /** Writes general settings; `undefined` brings a default back. Running processes follow within two seconds. */
  change(settings: Partial<GeneralSettings>): Promise<void>;
  stop(): Promise<void>;
}

/** A server with worker on an instance of its own, seeded. Call `stop` at the end. */
export async function startOwnServer(environment: Record<string, string> = {}): Promise<OwnServer> {
  const instance = await createIsolatedInstance();
  const server = await instance.startServer(environment);
  await instance.seed();
  const deps = await createDeps(readEnvironment({ ...instance.environment, COUNTERSIGN_LOG_LEVEL: 'fatal' }), 'test');
  const { endpoints } = useStack();
  return {
    endpoints: { ...endpoints, api: server.url, postgres_url: deps.environment.databaseUrl },
    instance,
    deps,
    change: (settings) => changeSettings(deps, settings),
    stop: async () => {
      await deps.close();
      await instance.stop();
    },
  };
}

async function changeSettings(deps: Deps, settings: Partial<GeneralSettings>): Promise<void> {
  await deps.em().transactional(async (em) => {
    for (const [name, value] of Object.entries(settings)) {
      await em.nativeDelete(Setting, { name });
      if (value !== undefined) await em.insert(Setting, { name, value });
    }
    await notify(em, 'configuration', 'settings');
  });
}
