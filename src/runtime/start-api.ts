import { createApp } from '../api/app.ts';
import { createOperationsApp } from '../api/operations/operations-app.ts';
import type { Environment } from '../config/environment.ts';
import { createDeps } from './deps.ts';
import { listen } from './listen.ts';
import { migrate } from './migrate.ts';
import type { RunningProcess } from './run-process.ts';
import { startWorker } from './start-worker.ts';

/** Milliseconds open requests have when the process stops. */
const grace = 2_500;

/** Starts the API, and the worker beside it when the environment says so. */
export async function startApi(environment: Environment): Promise<RunningProcess> {
  if (environment.migrateOnStart) await migrate(environment);
  const deps = await createDeps(environment, environment.workerInProcess ? 'api+worker' : 'api');
  const worker = environment.workerInProcess ? startWorker(deps) : undefined;
  await worker?.ready;
  const operations = await listen(createOperationsApp(deps).callback(), environment.operationsHost, environment.operationsPort);
  const api = await listen(createApp(deps).callback(), environment.listenHost, environment.listenPort);
  deps.log.info({ url: environment.publicUrl }, 'listening');
  return {
    stop: async () => {
      deps.log.info('stopping');
      deps.stop();
      await api.close(grace);
      await worker?.stop();
      await operations.close(grace);
      await deps.close();
    },
  };
}
