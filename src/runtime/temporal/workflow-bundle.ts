import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { Logger as TemporalLogger } from '@temporalio/worker';
import type { Logger } from '../../config/logger.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const cacheFolder = join(root, 'node_modules/.cache/countersign');
/** What workflows may import of ours. */
const sources = ['src/workflows', 'src/domain', 'src/errors', 'package-lock.json'];

/** The workflow code as one script. Bundling takes seconds, so it is kept under a name made of everything it is made from. */
export async function loadWorkflowBundle(log: Logger): Promise<{ code: string }> {
  const file = join(cacheFolder, `workflows-${await hashSources()}.js`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept) return { code: kept };
  log.info('bundling workflows');
  const { code } = await bundleWorkflowCode({ workflowsPath: join(root, 'src/workflows/all-workflows.ts'), logger: bundlerLog(log) });
  await keep(file, code).catch((error: unknown) => log.debug({ err: error }, 'the workflow bundle could not be kept'));
  return { code };
}

/** The bundler tells at length what it packed: news only to those who ask for details, unless it failed. */
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
    const names = source.endsWith('.json') ? [''] : (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.ts')).toSorted();
    for (const name of names) hash.update(`${source}/${name}\0`).update(await readFile(join(path, name)));
  }
  return hash.digest('hex').slice(0, 16);
}
