import { createOperationsApp } from '../api/operations/operations-app.ts';
import type { Environment } from '../config/environment.ts';
import { createDeps } from './deps.ts';
import { listen } from './listen.ts';
import type { RunningProcess } from './run-process.ts';
import { startWorker } from './start-worker.ts';

/** Milliseconds open requests have when the process stops. */
const grace = 1_000;

/** Starts a process that only works: no public listener, health and metrics on the operations listener. */
export async function startWorkerProcess(environment: Environment): Promise<RunningProcess> {
  const deps = await createDeps({ ...environment, workerInProcess: true }, 'worker');
  const worker = startWorker(deps);
  const operations = await listen(createOperationsApp({ ...deps, isWorking: worker.isWorking }).callback(), environment.operationsHost, environment.operationsPort);
  await worker.ready;
  deps.log.info('working');
  return {
    stop: async () => {
      deps.log.info('stopping');
      deps.stop();
      await worker.stop();
      await operations.close(grace);
      await deps.close();
    },
  };
}
