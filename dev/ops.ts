import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readEnvironment } from '../src/config/environment.ts';
import { runOps } from '../src/runtime/run-ops.ts';
import { printFailure, Refusal } from './console/refusal.ts';
import { inCheckout } from './parts/checkout.ts';
import { signInOperator } from './operators/sign-in-operator.ts';
import { endpointsPath, type Endpoints } from './parts/endpoints.ts';
import { loadSecrets } from './secrets.ts';

/**
 * The operators' command line. It uses the settings of a server in the environment; without them those of the stack
 * that `npm start` runs here, or on another folder with `--data DIR` before the command. There, `token` signs an operator of the
 * demonstration in.
 */
async function run(args: string[]): Promise<void> {
  const [dataFolder, rest] =
    args[0] === '--data' ? [resolve(args[1] ?? ''), args.slice(2)] : [inCheckout('.data'), args];
  if (rest[0] === 'token') return printToken(dataFolder, rest[1] ?? 'admin');
  const isSet = Boolean(process.env['COUNTERSIGN_DATABASE_URL']);
  await runOps(rest, () => readEnvironment(isSet ? process.env : environmentOf(dataFolder)));
}

/** Prints an access token for the admin API, and nothing else. */
async function printToken(dataFolder: string, name: string): Promise<void> {
  const { api, operators } = readEndpoints(dataFolder);
  const operator = Object.values(operators).find(({ username }) => username === name);
  if (!operator) throw new Refusal(`no operator of the demonstration is called ${name}: admin, operator, helpdesk are`);
  process.stdout.write(`${await signInOperator(api, operator)}\n`);
}

/** Settings for a machine on which everything is slow; their defaults otherwise. */
const limits = ['COUNTERSIGN_EXTRA_WAIT', 'COUNTERSIGN_DATABASE_STATEMENT_TIMEOUT'];

/** The parts of a running stack that a command needs. */
function environmentOf(dataFolder: string): Record<string, string> {
  const endpoints = readEndpoints(dataFolder);
  return {
    COUNTERSIGN_MODE: 'development',
    COUNTERSIGN_PUBLIC_URL: endpoints.api,
    COUNTERSIGN_DATABASE_URL: endpoints.postgres_url,
    COUNTERSIGN_TEMPORAL_ADDRESS: endpoints.temporal_address,
    COUNTERSIGN_TEMPORAL_NAMESPACE: endpoints.temporal_namespace,
    COUNTERSIGN_KEYRING: JSON.stringify(loadSecrets(dataFolder).keyring),
    ...Object.fromEntries(limits.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
  };
}

function readEndpoints(dataFolder: string): Endpoints {
  const path = endpointsPath(dataFolder);
  if (!existsSync(path))
    throw new Refusal(
      `nothing has been started on ${dataFolder}: run npm start, name another folder (npm run ops -- --data DIR ...), or set the COUNTERSIGN_* variables of a server`,
    );
  return JSON.parse(readFileSync(path, 'utf8')) as Endpoints;
}

await run(process.argv.slice(2)).catch((error) => {
  printFailure(error);
  process.exitCode = 1;
});
