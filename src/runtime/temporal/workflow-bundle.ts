import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { Logger as TemporalLogger } from '@temporalio/worker';
import type { Logger } from '../../config/logger.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const cacheFolder = join(root, 'node_modules/.cache/countersign');
/** The sources that workflows may import. */
const sources = [
  'src/workflows',
  'src/domain',
  'src/errors',
  'src/runtime/temporal/workflow-bundle.ts',
  'package-lock.json',
];
const workflowsPath = join(root, 'src/workflows/all-workflows.ts');

/** The workflow code as one script. Bundling takes seconds, so the bundle is cached under a hash of its sources. */
export async function loadWorkflowBundle(log: Logger): Promise<{ code: string }> {
  const file = join(cacheFolder, `workflows-${await hashSources()}.js`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept) return { code: kept };
  log.info('bundling workflows');
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    // Evaluated once for each thread instead of once for each workflow, as our modules have no state.
    preloadModules: [workflowsPath],
    logger: bundlerLog(log),
  });
  await keep(file, code).catch((error: unknown) => log.debug({ err: error }, 'the workflow bundle could not be kept'));
  return { code };
}

/** The bundler logs at length, so its lines have the level debug, except errors. */
function bundlerLog(log: Logger): TemporalLogger {
  const tell = (message: string, details?: object) => log.debug({ ...details }, message);
  const complain = (message: string, details?: object) => log.error({ ...details }, message);
  const levels = { trace: tell, debug: tell, info: tell, warn: tell, error: complain };
  return { ...levels, log: (level, message, details) => (level === 'ERROR' ? complain : tell)(message, details) };
}

async function keep(file: string, code: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, code);
  await rename(unfinished, file);
}

async function hashSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) {
    const path = join(root, source);
    const names = /\.\w+$/.test(source)
      ? ['']
      : (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.ts')).toSorted();
    for (const name of names) hash.update(`${source}/${name}\0`).update(await readFile(join(path, name)));
  }
  return hash.digest('hex').slice(0, 16);
}
