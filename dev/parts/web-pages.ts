import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inCheckout } from './checkout.ts';

const run = promisify(execFile);

/** Folders of the builds of our own pages. */
export interface WebFolders {
  /** The pages on which people sign in. */
  portal: string;
  /** The operators' console. */
  console: string;
}

/** Builds our own pages if they have changed. */
export async function buildWebPages(signal?: AbortSignal): Promise<WebFolders> {
  const { stdout } = await run(process.execPath, [inCheckout('dev/build-web.ts')], signal ? { signal } : {});
  const [portal = '', console = ''] = stdout.trimEnd().split('\n').slice(-2);
  return { portal, console };
}
