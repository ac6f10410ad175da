/** The operators' command line: `node ops.ts --help`. Settings: docs/settings.md. */
import { runOps } from './src/runtime/run-ops.ts';

await runOps(process.argv.slice(2));
