/** A worker alone: runs workflows and activities, any number of replicas. Settings: docs/settings.md. */
import { runProcess } from './src/runtime/run-process.ts';
import { startWorkerProcess } from './src/runtime/start-worker-process.ts';

await runProcess(startWorkerProcess);
