import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

const CHECKOUT = join(import.meta.dirname, '../..');
const CACHE = join(CHECKOUT, 'node_modules/.cache/countersign-demo');
const KEPT_BUILDS = 3;

/** Replaced by a new nonce in every served page. */
export const NONCE_PLACEHOLDER = 'NORTHWIND-NONCE';

export interface PageSource {
  /** Also the name of the cache folder. */
  name: string;
  /** Folder with `index.html`. */
  root: string;
  /** Other source folders, relative to the checkout. */
  alsoFrom: readonly string[];
  /** A Vite configuration of its own, instead of the one for pages of the demonstration. */
  configFile?: string;
}

/**
 * Returns the folder of a page's build, and builds it first when its sources are newer than the cached one.
 * Builds are keyed by the hash of all their sources and moved into place as a whole, so that two servers that
 * start at once never see an incomplete page.
 */
export async function buildPage(page: PageSource): Promise<string> {
  const folder = join(CACHE, page.name);
  const target = join(folder, await hashSources(page));
  if (await exists(join(target, 'index.html'))) return target;

  const started = Date.now();
  console.log(`${page.name}: building the page (its sources changed)`);
  const unfinished = `${target}.${process.pid}.unfinished`;
  await runVite(page, unfinished);
  await rename(unfinished, target).catch(async (error: unknown) => {
    // Another server has finished the same build.
    if (!(await exists(join(target, 'index.html')))) throw error;
    await rm(unfinished, { recursive: true, force: true });
  });
  await dropOldBuilds(folder);
  console.log(`${page.name}: page built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return target;
}

async function runVite({ root, configFile }: PageSource, outDir: string): Promise<void> {
  // With the NODE_ENV of a test runner, React's development build would be bundled.
  process.env.NODE_ENV = 'production';
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')]);
  const always = { logLevel: 'warn', mode: 'production' } as const;
  if (configFile) return void (await build({ ...always, configFile, build: { outDir } }));
  await build({
    ...always,
    root,
    configFile: false,
    plugins: [react()],
    html: { cspNonce: NONCE_PLACEHOLDER },
    // No asset is inlined as a data: URL, so that the content policy needs no exception.
    build: { outDir, emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 2000 },
  });
}

async function hashSources(page: PageSource): Promise<string> {
  const folders = [page.root, import.meta.dirname, ...page.alsoFrom.map((folder) => join(CHECKOUT, folder))];
  const files = (await Promise.all(folders.map(listFiles))).flat();
  const hash = createHash('sha256');
  for (const file of [...files, join(CHECKOUT, 'package-lock.json')].toSorted()) {
    hash.update(relative(CHECKOUT, file).split(sep).join('/'));
    hash.update('\0');
    hash.update(await readFile(file));
    hash.update('\0');
  }
  return hash.digest('hex').slice(0, 20);
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.filter((file) => !file.startsWith(join(folder, 'dist', sep)));
}

async function dropOldBuilds(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const names = (await readdir(folder)).filter((name) => !name.endsWith('.unfinished'));
  const builds = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const old = builds.toSorted((one, other) => other.at - one.at).slice(KEPT_BUILDS);
  await Promise.all(old.map((build) => rm(join(folder, build.name), { recursive: true, force: true })));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
