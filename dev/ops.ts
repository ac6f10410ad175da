import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readEnvironment } from '../src/config/environment.ts';
import { runOps } from '../src/runtime/run-ops.ts';
import { printFailure, Refusal } from './console/refusal.ts';
import { inCheckout } from './parts/checkout.ts';
import { endpointsPath, type Endpoints } from './parts/endpoints.ts';
import { loadSecrets } from './secrets.ts';

/**
 * The operators' command line. It uses the settings of a server in the environment; without them those of the stack
 * that `npm start` runs here, or on another folder with `--data DIR` before the command.
 */
async function run(args: string[]): Promise<void> {
  const [dataFolder, rest] =
    args[0] === '--data' ? [resolve(args[1] ?? ''), args.slice(2)] : [inCheckout('.data'), args];
  const isSet = Boolean(process.env['COUNTERSIGN_DATABASE_URL']);
  await runOps(rest, () => readEnvironment(isSet ? process.env : environmentOf(dataFolder)));
}

/** The parts of a running stack that a command needs. */
function environmentOf(dataFolder: string): Record<string, string> {
  const path = endpointsPath(dataFolder);
  if (!existsSync(path))
    throw new Refusal(
      `nothing has been started on ${dataFolder}: run npm start, name another folder (npm run ops -- --data DIR ...), or set the COUNTERSIGN_* variables of a server`,
    );
  const endpoints = JSON.parse(readFileSync(path, 'utf8')) as Endpoints;
  return {
    COUNTERSIGN_MODE: 'development',
    COUNTERSIGN_PUBLIC_URL: endpoints.api,
    COUNTERSIGN_DATABASE_URL: endpoints.postgres_url,
    COUNTERSIGN_TEMPORAL_ADDRESS: endpoints.temporal_address,
    COUNTERSIGN_TEMPORAL_NAMESPACE: endpoints.temporal_namespace,
    COUNTERSIGN_KEYRING: JSON.stringify(loadSecrets(dataFolder).keyring),
  };
}

await run(process.argv.slice(2)).catch((error) => {
  printFailure(error);
  process.exitCode = 1;
});
