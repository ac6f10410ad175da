import { createApp } from '../api/app.ts';
import { createOperationsApp } from '../api/operations/operations-app.ts';
import type { Environment } from '../config/environment.ts';
import { createDeps } from './deps.ts';
import { listen } from './listening/listen.ts';
import { migrate } from './migrate.ts';
import type { RunningProcess } from './run-process.ts';
import { startWorker } from './start-worker.ts';
import { warnAboutPrivileges } from './warn-about-privileges.ts';

/** Milliseconds that open requests have when the process stops. */
const graceMs = 2_500;

/**
 * Starts the API, and with it the worker if the environment enables it.
 * @param clock this machine's by default.
 */
export async function startApi(environment: Environment, clock?: () => Date): Promise<RunningProcess> {
  if (environment.migrateOnStart) await migrate(environment);
  const deps = await createDeps(environment, environment.workerInProcess ? 'api+worker' : 'api', clock);
  await deps.clockWatch.start();
  const worker = environment.workerInProcess ? startWorker(deps) : undefined;
  await worker?.ready;
  const operations = await listen(
    createOperationsApp(deps).callback(),
    environment.operationsHost,
    environment.operationsPort,
  );
  const api = await listen(createApp(deps).callback(), environment.listenHost, environment.listenPort, {
    files: environment,
    log: deps.log,
  });
  deps.log.info({ url: environment.publicUrl }, 'listening');
  if (environment.portalFolder === undefined)
    deps.log.warn('there are no pages to sign in on: COUNTERSIGN_PORTAL_FOLDER is not set');
  void warnAboutPrivileges(deps);
  return {
    stop: async () => {
      deps.log.info('stopping');
      deps.stop();
      await api.close(graceMs);
      await worker?.stop();
      await operations.close(graceMs);
      await deps.close();
    },
  };
}
