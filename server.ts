/** The API (and, with COUNTERSIGN_WORKER_IN_PROCESS=true, the worker in the same process). Settings: docs/settings.md. */
import { runProcess } from './src/runtime/run-process.ts';
import { startApi } from './src/runtime/start-api.ts';

await runProcess(startApi);
