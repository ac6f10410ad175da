/** Applies database migrations and ends: the one-shot job before API and workers start. Settings: docs/settings.md. */
import { migrate } from './src/runtime/migrate.ts';
import { runJob } from './src/runtime/run-process.ts';

await runJob(migrate);
