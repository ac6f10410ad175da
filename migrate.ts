/** Applies database migrations and ends: the one-shot job before API and workers start. Settings: docs/settings.md. */
import { readEnvironment } from './src/config/environment.ts';
import { migrate } from './src/runtime/migrate.ts';

await migrate(readEnvironment());
