import { createOperationsApp } from '../api/operations/operations-app.ts';
import type { Environment } from '../config/environment.ts';
import { createDeps } from './deps.ts';
import { listen } from './listening/listen.ts';
import type { RunningProcess } from './run-process.ts';
import { startWorker } from './start-worker.ts';
import { warnAboutPrivileges } from './warn-about-privileges.ts';

/** Milliseconds that open requests have when the process stops. */
const graceMs = 1_000;

/**
 * Starts a process with a worker and without the public listener; health and metrics are on the operations listener.
 * @param clock this machine's by default.
 */
export async function startWorkerProcess(environment: Environment, clock?: () => Date): Promise<RunningProcess> {
  const deps = await createDeps({ ...environment, workerInProcess: true }, 'worker', clock);
  await deps.clockWatch.start();
  const worker = startWorker(deps);
  const operations = await listen(
    createOperationsApp({ ...deps, isWorking: worker.isWorking }).callback(),
    environment.operationsHost,
    environment.operationsPort,
  );
  await worker.ready;
  if (worker.isWorking()) deps.log.info('working');
  void warnAboutPrivileges(deps);
  return {
    stop: async () => {
      deps.log.info('stopping');
      deps.stop();
      await worker.stop();
      await operations.close(graceMs);
      await deps.close();
    },
  };
}
