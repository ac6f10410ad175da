import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { inCheckout } from '../../../dev/parts/checkout.ts';

const archives = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'];
/** The package's own arguments switch off web security and process isolation, which these tests depend on. */
const browserArguments = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

/** No test proves anything by it: room for a machine that is slow or stalls, as a setup is not repeated. */
const launchWithinMs = 120_000;

/** A real Chromium: the packaged one on Linux x64, otherwise the one that playwright finds. */
export async function launchChromium(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return chromium.launch();
  const folder = await unpackChromium();
  const environment = { ...process.env, FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  const launch = (env: NodeJS.ProcessEnv) =>
    chromium.launch({
      executablePath: join(folder, 'chromium'),
      args: browserArguments,
      timeout: launchWithinMs,
      env: env as Record<string, string>,
    });
  try {
    return await launch(environment);
  } catch {
    // A bare machine has no NSS libraries; the package brings them.
    return launch({ ...environment, LD_LIBRARY_PATH: join(folder, 'al2023/lib') });
  }
}

/**
 * Unpacks the packaged browser into the checkout's cache, once. The package itself unpacks into the shared temporary
 * folder, where two test files that start at once would see half a browser.
 */
async function unpackChromium(): Promise<string> {
  const home = fileURLToPath(new URL('..', import.meta.resolve('@sparticuz/chromium')));
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
  const target = inCheckout(`.data/cache/chromium-${version}`);
  if (existsSync(target)) return target;

  await mkdir(inCheckout('.data/cache'), { recursive: true });
  const unfinished = await mkdtemp(`${target}.unfinished-`);
  await unpackInto(unfinished, join(home, 'bin'));
  await writeFile(join(unfinished, 'fonts.conf'), fontsConfiguration(target));
  await rename(unfinished, target).catch(async (error: unknown) => {
    // Another test file was faster.
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  });
  return target;
}

/** `inflate` always unpacks into the temporary folder, which the environment names: in a process of its own, as others use that of this one. */
async function unpackInto(folder: string, bin: string): Promise<void> {
  const home = JSON.stringify(import.meta.resolve('@sparticuz/chromium'));
  const script = `const { inflate } = await import(${home}); for (const file of process.argv.slice(1)) await inflate(file);`;
  const files = archives.map((archive) => join(bin, archive));
  const env = { ...process.env, TMPDIR: folder };
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script, ...files], { env });
}

function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`;
}
